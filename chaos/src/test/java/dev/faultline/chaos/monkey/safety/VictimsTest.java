package dev.faultline.chaos.monkey.safety;

import static dev.faultline.chaos.monkey.safety.Scene.app;
import static dev.faultline.chaos.monkey.safety.Scene.candidate;
import static dev.faultline.chaos.monkey.safety.Scene.instance;
import static dev.faultline.chaos.monkey.safety.Scene.struck;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.group.ClusterName;
import dev.faultline.chaos.monkey.group.Exclusion;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.group.Grouping;
import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.safety.Decision.Refuse;
import dev.faultline.chaos.monkey.safety.Decision.Strike;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may be struck. */
class VictimsTest {
  @ParameterizedTest
  @CsvSource({
    "shop-cache,             *,     cache, '',    *,    no",
    "shop-cache,             *,     *,     *,     *,    no",
    "shop-cache,             other, *,     *,     *,    yes",
    "shop-cache,             local, cache, blue,  *,    yes",
    "shop-cache-blue,        local, cache, blue,  here, no",
    "shop-cache-blue,        local, cache, blue,  away, yes",
    "shop,                   *,     '',    '',    *,    no",
    "shop-cache,             *,     '',    '*',   *,    yes",
    "shop-cache,             *,     cach,  *,     *,    yes",
    "shop-cache,             *,     c*,    *,     *,    yes",
    "shop-cache-canary,      none,  '',    '',    none, no",
    "shop-cache-x-baseline,  none,  '',    '',    none, no",
    "shop-citrus,            none,  '',    '',    none, no",
    "shop-a-b-citrusproxy,   none,  '',    '',    none, no",
    "shop-canary2,           none,  '',    '',    none, yes"
  })
  void exceptions_and_canaries(
      String cluster, String account, String stack, String detail, String region, String struck) {
    Scene scene = new Scene();
    scene.group = new Group(Grouping.CLUSTER, "shop", "local", "", "", cluster);
    scene.settings = app(List.of(new Exclusion(account, stack, detail, region)), 0, 0);
    scene.candidates = Answer.of(List.of(candidate(1, cluster)));
    assertThat(scene.decide() instanceof Strike ? "yes" : "no").isEqualTo(struck);
  }

  @Test
  void one_that_is_stopped_protected_or_did_not_opt_in_is_no_victim_but_its_reason_is_told() {
    Scene scene = new Scene();
    scene.settings = app(List.of(), 0, 0);
    scene.candidates =
        Answer.of(
            List.of(
                new Candidate(
                    instance(1, "shop-cache", 'T'), Answer.of(true), Answer.of(Optional.empty())),
                new Candidate(
                    instance(2, "shop-cache", 'S'),
                    Answer.of(true),
                    Answer.of(Optional.of("it started this process"))),
                new Candidate(
                    instance(3, "shop-cache", 'S'), Answer.of(false), Answer.of(Optional.empty())),
                new Candidate(
                    instance(4, "shop-cache", 'S'),
                    new Answer.Unknown<>("permission denied"),
                    Answer.of(Optional.empty())),
                new Candidate(
                    instance(5, "shop-cache", 'S'),
                    Answer.of(true),
                    new Answer.Unknown<>("no /proc"))));
    assertThat(scene.refusal().reason())
        .contains("it is not running", "it started this process", "it did not opt in")
        .contains("it is unknown whether it opted in: permission denied", "no /proc");
  }

  @Test
  void a_stopped_one_counts_as_not_left_alive() {
    Scene scene = new Scene();
    scene.candidates =
        Answer.of(
            List.of(
                candidate(1, "shop-cache"),
                new Candidate(
                    instance(2, "shop-cache", 'T'), Answer.of(true), Answer.of(Optional.empty()))));
    assertThat(scene.refusal().reason())
        .isEqualTo("1 of shop.local.cluster.shop-cache run, and 1 are to be left");
  }

  @Test
  void all_who_may_be_struck_are_within_some_seeds() {
    Set<Integer> pids = new TreeSet<>();
    Scene scene = new Scene();
    for (long seed = 0; seed < 64; seed++) {
      scene.seed = seed;
      assertThat(scene.decide()).isEqualTo(scene.decide());
      pids.add(((Strike) scene.decide()).victim().process().id().pid());
    }
    assertThat(pids).containsExactly(1, 2);
  }

  @Test
  void nobody_is_struck_again_within_k_kills() {
    Scene scene = new Scene();
    scene.settings = app(List.of(), 1, 1);
    scene.candidates = Answer.of(List.of(candidate(1, "shop-cache"), candidate(2, "shop-cache")));
    scene.past = Answer.of(struck("2026-11-20T10:00:00Z", 1, false));
    for (long seed = 0; seed < 64; seed++) {
      scene.seed = seed;
      assertThat(((Strike) scene.decide()).victim().slot()).isEqualTo("slot-2");
    }
  }

  @Test
  void what_was_only_said_does_not_make_room_for_the_last_victim() {
    Scene scene = new Scene();
    scene.settings = app(List.of(), 1, 1);
    List<AuditRecord> past = new ArrayList<>(struck("2026-11-20T10:00:00Z", 1, false));
    past.addAll(struck("2026-11-21T10:00:00Z", 2, true));
    scene.past = Answer.of(past);
    for (long seed = 0; seed < 64; seed++) {
      scene.seed = seed;
      assertThat(((Strike) scene.decide()).victim().slot()).isEqualTo("slot-2");
    }
  }

  @Test
  void a_process_that_two_clusters_find_may_be_struck_only_as_a_member_of_both() {
    Scene scene = new Scene();
    scene.group = new Group(Grouping.APP, "shop", "local", "", "", "");
    scene.candidates =
        Answer.of(
            List.of(
                candidate(1, "shop-cache"),
                candidate(1, "shop-cache-canary"),
                candidate(2, "shop-cache")));
    for (long seed = 0; seed < 64; seed++) {
      scene.seed = seed;
      assertThat(((Strike) scene.decide()).victim().slot()).isEqualTo("slot-2");
    }
  }

  @Test
  void a_victim_that_has_gone_or_changed_is_not_confirmed() {
    Scene scene = new Scene();
    Instance victim = instance(1, "shop-cache", 'S');
    assertThat(Safety.confirm(scene.facts(), victim)).isInstanceOf(Strike.class);
    Instance recycled =
        new Instance(
            new ProcessView(new ProcessId(1, 2), 1, 'S', List.of("server")),
            "slot-1",
            "local",
            "here",
            ClusterName.parse("shop-cache"));
    assertThat(Safety.confirm(scene.facts(), recycled))
        .isInstanceOfSatisfying(
            Refuse.class, refuse -> assertThat(refuse.check()).isEqualTo(Check.ELIGIBLE));
  }
}
