package dev.faultline.chaos.monkey.safety;

import static dev.faultline.chaos.monkey.safety.Scene.NOON;
import static dev.faultline.chaos.monkey.safety.Scene.app;
import static dev.faultline.chaos.monkey.safety.Scene.candidate;
import static dev.faultline.chaos.monkey.safety.Scene.struck;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.audit.AuditRecord.Victim;
import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.group.ClusterName;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.group.Grouping;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.safety.Decision.Refuse;
import dev.faultline.chaos.monkey.safety.Decision.Strike;
import dev.faultline.chaos.monkey.schedule.Spacing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetyTest {
  @Test
  void when_every_check_agrees_one_is_struck() {
    assertThat(new Scene().decide())
        .isInstanceOfSatisfying(Strike.class, strike -> assertThat(strike.leashed()).isFalse());
  }

  /** Everything is wrong; mended one by one, the next check is the one that says no. */
  @Test
  void the_checks_are_made_in_the_order_of_the_contract() {
    Scene scene = new Scene();
    scene.lever = Answer.of(true);
    scene.enabled = Answer.of(false);
    scene.outage = Answer.of(true);
    scene.listed = Answer.of(false);
    scene.leashed = new Answer.Unknown<>("no leash");
    scene.testEnvironment = Answer.of(true);
    scene.settings = AppConfig.DISABLED;
    scene.candidates = Answer.of(List.of());
    scene.now = Instant.parse("2026-12-01T20:00:00Z");
    scene.past = Answer.of(struck("2026-12-01T10:00:00Z", 1, false));
    Map<Check, Runnable> mends = new LinkedHashMap<>();
    mends.put(Check.LEVER, () -> scene.lever = Answer.of(false));
    mends.put(Check.ENABLED, () -> scene.enabled = Answer.of(true));
    mends.put(Check.OUTAGE, () -> scene.outage = Answer.of(false));
    mends.put(Check.OPT_IN, () -> scene.listed = Answer.of(true));
    mends.put(Check.LEASH, () -> scene.leashed = Answer.of(false));
    mends.put(Check.TEST_ENVIRONMENT, () -> scene.testEnvironment = Answer.of(false));
    mends.put(Check.GROUP, () -> scene.settings = app(List.of(), 1, 0));
    mends.put(
        Check.ELIGIBLE, () -> scene.candidates = Answer.of(List.of(candidate(1, "shop-cache"))));
    mends.put(
        Check.MINIMUM_ALIVE,
        () ->
            scene.candidates =
                Answer.of(List.of(candidate(1, "shop-cache"), candidate(2, "shop-cache"))));
    mends.put(Check.HOURS, () -> scene.now = NOON);
    mends.put(Check.MINIMUM_TIME, () -> scene.past = Answer.of(List.of()));
    List<Check> order = new ArrayList<>();
    for (int i = 0; i < mends.size(); i++) {
      Check check = scene.refusal().check();
      order.add(check);
      Objects.requireNonNull(mends.get(check)).run();
    }
    assertThat(order).containsExactlyElementsOf(mends.keySet());
    assertThat(scene.decide()).isInstanceOf(Strike.class);
  }

  /** Contract, column 4: what cannot be found out means do not, and is an error. */
  @Test
  void what_cannot_be_found_out_means_do_not() {
    Map<Check, Consumer<Scene>> breaks = new LinkedHashMap<>();
    breaks.put(Check.LEVER, scene -> scene.lever = new Answer.Unknown<>("x"));
    breaks.put(Check.ENABLED, scene -> scene.enabled = new Answer.Unknown<>("x"));
    breaks.put(Check.OUTAGE, scene -> scene.outage = new Answer.Unknown<>("x"));
    breaks.put(Check.OPT_IN, scene -> scene.listed = new Answer.Unknown<>("x"));
    breaks.put(Check.LEASH, scene -> scene.leashed = new Answer.Unknown<>("x"));
    breaks.put(Check.TEST_ENVIRONMENT, scene -> scene.testEnvironment = new Answer.Unknown<>("x"));
    breaks.put(Check.GROUP, scene -> scene.broken = new Answer.Unknown<>("x"));
    breaks.put(Check.ELIGIBLE, scene -> scene.candidates = new Answer.Unknown<>("x"));
    breaks.put(Check.HOURS, scene -> scene.calendar = new Answer.Unknown<>("x"));
    breaks.forEach((check, broken) -> {
      Scene scene = new Scene();
      broken.accept(scene);
      assertThat(scene.refusal()).isEqualTo(new Refuse(check, "x", true));
    });
    Scene scene = new Scene();
    scene.past = new Answer.Unknown<>("x");
    assertThat(scene.refusal().error()).isTrue();
  }

  @Test
  void switches_that_are_off_are_no_errors_and_an_unleashed_test_environment_is_one() {
    Scene off = new Scene();
    off.enabled = Answer.of(false);
    assertThat(off.refusal().error()).isFalse();
    Scene test = new Scene();
    test.testEnvironment = Answer.of(true);
    assertThat(test.refusal())
        .extracting(Refuse::check, Refuse::error)
        .containsExactly(Check.TEST_ENVIRONMENT, true);
    test.leashed = Answer.of(true);
    assertThat(test.decide())
        .isInstanceOfSatisfying(Strike.class, strike -> assertThat(strike.leashed()).isTrue());
  }

  /** Step 8 of the contract: an app with a whitelist, even an empty one, is never struck. */
  @Test
  void an_app_that_is_off_or_has_a_whitelist_is_left_alone_without_an_error() {
    Scene off = new Scene();
    off.settings = AppConfig.DISABLED;
    assertThat(off.refusal())
        .isEqualTo(new Refuse(Check.GROUP, "app 'shop' is not enabled", false));
    Scene old = new Scene();
    AppConfig app = app(List.of(), 1, 0);
    old.settings =
        new AppConfig(
            true,
            true,
            app.grouping(),
            app.regionsAreIndependent(),
            app.mean(),
            app.minimum(),
            app.exclusions(),
            app.minimumAlive(),
            app.notAgainWithin(),
            app.fault());
    assertThat(old.refusal())
        .isEqualTo(new Refuse(Check.GROUP, "app 'shop' has a whitelist, the old form", false));
  }

  /** The contract's boundary: N = 2, now Thursday 17 December 2015, 11:35, end at 15:00. */
  @ParameterizedTest
  @CsvSource({
    "2015-12-15T15:01:00Z, too soon",
    "2015-12-15T14:59:59Z, allowed",
    "2015-12-15T15:00:00Z, too soon"
  })
  void a_termination_at_the_threshold_is_too_recent(String last, String verdict) {
    Scene scene = new Scene();
    scene.now = Instant.parse("2015-12-17T11:35:00Z");
    scene.settings =
        new AppConfig(
            true,
            false,
            Grouping.CLUSTER,
            false,
            new Spacing.WorkDays(2),
            new Spacing.WorkDays(2),
            List.of(),
            1,
            0,
            ProcessFault.KILL);
    scene.past = Answer.of(struck(last, 1, false));
    boolean allowed = scene.decide() instanceof Strike;
    assertThat(allowed ? "allowed" : "too soon").isEqualTo(verdict);
    if (!allowed) {
      assertThat(scene.refusal().check()).isEqualTo(Check.MINIMUM_TIME);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "leashed,   leashed,   no",
    "leashed,   unleashed, yes",
    "unleashed, leashed,   no",
    "unleashed, unleashed, no"
  })
  void what_was_only_said_holds_back_only_what_is_only_said(
      String before, String now, String allowed) {
    Scene scene = new Scene();
    scene.leashed = Answer.of(now.equals("leashed"));
    scene.past = Answer.of(struck("2026-12-01T10:00:00Z", 1, before.equals("leashed")));
    assertThat(scene.decide() instanceof Strike ? "yes" : "no").isEqualTo(allowed);
  }

  /** The contract's rows after one kill of stack mystack, cluster mycluster, us-east-1. */
  @ParameterizedTest
  @CsvSource({
    "CLUSTER, app-mystack-mycluster, us-east-1, true,  no",
    "CLUSTER, app-mystack-other,     us-east-1, true,  yes",
    "STACK,   app-mystack-other,     us-east-1, true,  no",
    "STACK,   app-other-mycluster,   us-east-1, true,  yes",
    "APP,     app-other-other,       us-east-1, true,  no",
    "APP,     app-mystack-mycluster, us-west-2, true,  yes",
    "APP,     app-mystack-mycluster, us-west-2, false, no",
    "CLUSTER, app-mystack-mycluster, us-west-2, true,  yes",
    "CLUSTER, app-mystack-mycluster, us-west-2, false, no"
  })
  void a_kill_counts_for_its_group(
      Grouping grouping, String cluster, String region, boolean independent, String allowed) {
    Scene scene = new Scene();
    scene.group = Group.of(grouping, independent, "local", region, ClusterName.parse(cluster));
    scene.past =
        Answer.of(
            List.of(
                new AuditRecord(
                    Instant.parse("2026-12-01T10:00:00Z"),
                    "run",
                    Event.INTENT,
                    "any",
                    Optional.of(
                        new Victim(9, 9, "s", "local", "us-east-1", "app-mystack-mycluster")),
                    "kill",
                    false,
                    "")));
    assertThat(scene.decide() instanceof Strike ? "yes" : "no").isEqualTo(allowed);
  }
}
