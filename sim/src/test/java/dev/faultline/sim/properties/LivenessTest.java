package dev.faultline.sim.properties;

import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Verdict;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Healing comes after 100 ms; a node ticks each 10 ms for a second. */
final class LivenessTest {
  private int ticks;
  private final Rig rig = Rig.quiet();

  private void ticking() {
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> env.timer(millis(10), "tick"))
            .onTimer((env, tag) -> {
              ticks++;
              if (ticks == 3) {
                env.reached("third tick");
              }
              if (ticks < 100) {
                env.timer(millis(10), "tick");
              }
            }));
    rig.world.healAfter(millis(100));
  }

  private @Nullable Violation violation() {
    return rig.run().violation();
  }

  private boolean between(int from, int to) {
    return ticks >= from && ticks <= to;
  }

  @Test
  void what_is_true_from_its_deadline_on_is_settled_whatever_it_was_before() {
    ticking();
    rig.world.eventuallyAlways("settled", millis(200), () -> ticks >= 29);

    assertThat(violation()).isNull();
  }

  @Test
  void what_is_not_true_at_its_deadline_is_not_settled() {
    ticking();
    rig.world.eventuallyAlways("settled", millis(200), () -> ticks >= 30);

    assertThat(violation())
        .satisfies(v -> assertThat(v.detail()).contains("at its deadline"))
        .satisfies(v -> assertThat(v.judged()).isEqualTo(Violation.Judged.AT_DEADLINE));
  }

  @Test
  void what_becomes_false_after_its_deadline_is_not_settled() {
    ticking();
    rig.world.eventuallyAlways("settled", millis(200), () -> ticks >= 20 && ticks != 70);

    assertThat(violation())
        .satisfies(v -> assertThat(v.nanos()).isEqualTo(700_000_000))
        .satisfies(v -> assertThat(v.detail()).contains("did not stay true"));
  }

  @Test
  void an_effect_in_time_satisfies_its_cause_each_time() {
    ticking();
    rig.world.leadsTo(
        "answered", millis(50), () -> ticks % 10 == 0 && ticks < 100, () -> ticks % 10 == 4);

    assertThat(violation()).isNull();
  }

  @Test
  void an_effect_that_is_late_once_is_a_violation_at_that_deadline() {
    ticking();
    // Answered four ticks later, but for the cause at tick 50.
    rig.world.leadsTo(
        "answered",
        millis(55),
        () -> ticks > 0 && ticks % 10 == 0,
        () -> ticks % 10 == 4 && ticks != 54);

    assertThat(violation())
        .satisfies(v -> assertThat(v.property()).isEqualTo("answered"))
        .satisfies(v -> assertThat(v.nanos()).isEqualTo(555_000_000));
  }

  @Test
  void before_healing_an_effect_may_take_as_long_as_it_likes() {
    ticking();
    rig.world.leadsTo("answered", millis(50), () -> ticks == 1, () -> between(14, 100));

    assertThat(violation()).isNull();
  }

  @Test
  void what_was_owed_at_healing_is_due_from_then_on() {
    ticking();
    rig.world.leadsTo("answered", millis(50), () -> ticks == 1, () -> between(16, 100));

    assertThat(violation()).satisfies(v -> assertThat(v.nanos()).isEqualTo(150_000_000));
  }

  @Test
  void a_promise_without_healing_is_refused() {
    rig.world.leadsTo("answered", Duration.ZERO, () -> true, () -> true);

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("answered");
  }

  @Test
  void sometimes_with_a_count_wants_so_many_times_with_something_else_between() {
    ticking();
    rig.world.sometimes("ten times", 10, () -> ticks % 10 == 5);
    rig.world.sometimes("eleven times", 11, () -> ticks % 10 == 5);

    WorldResult result = rig.runWell();

    assertThat(result.reached())
        .containsEntry("ten times", true)
        .containsEntry("eleven times", false);
  }

  @Test
  void places_in_the_code_are_reachable_when_a_node_comes_to_them() {
    ticking();
    rig.world.reachable("third tick").reachable("fourth tick").unreachable("fifth tick");

    assertThat(rig.runWell().reached())
        .containsEntry("third tick", true)
        .containsEntry("fourth tick", false);
  }

  @Test
  void a_node_that_comes_to_an_unreachable_place_violates_it() {
    ticking();
    rig.world.unreachable("third tick");

    assertThat(violation())
        .satisfies(v -> assertThat(v.property()).isEqualTo("third tick"))
        .satisfies(v -> assertThat(v.nanos()).isEqualTo(30_000_000));
  }

  @Test
  void two_that_should_happen_do_not_share_a_name_because_one_would_count_for_the_other() {
    rig.world.sometimes("seen", () -> false);
    rig.world.reachable("place");

    assertThatThrownBy(() -> rig.world.sometimes("seen", () -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is already a sometimes or reachable called 'seen'; give it another name");
    assertThatThrownBy(() -> rig.world.reachable("seen"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rig.world.sometimes("place", () -> true))
        .isInstanceOf(IllegalArgumentException.class);
    rig.world.reachable("place");
  }

  private @Nullable String doubtAfterStop(int at) {
    ticking();
    rig.world.at(millis(at), rig.world::stop);
    WorldResult result = rig.run();
    assertThat(result.violation()).isNull();
    return result.inconclusive();
  }

  @Test
  void what_was_to_be_settled_after_the_program_stopped_the_world_was_not_judged() {
    rig.world.eventuallyAlways("settled", millis(200), () -> false);

    assertThat(doubtAfterStop(299)).contains("eventuallyAlways 'settled' was not judged");
  }

  @Test
  void what_is_settled_before_the_program_stops_the_world_passes() {
    rig.world.eventuallyAlways("settled", millis(200), () -> ticks >= 20);

    assertThat(doubtAfterStop(301)).isNull();
  }

  @Test
  void an_effect_that_no_deadline_asked_for_before_the_program_stopped_the_world_was_not_judged() {
    rig.world.leadsTo("served", millis(200), () -> ticks == 1, () -> false);

    assertThat(doubtAfterStop(299)).contains("leadsTo 'served' was not judged");
  }

  @Test
  void an_effect_that_came_or_is_due_later_as_others_were_before_passes() {
    rig.world.leadsTo("came", millis(200), () -> ticks == 1, () -> ticks == 5);
    rig.world.leadsTo("later", millis(200), () -> ticks == 28, () -> false);

    assertThat(doubtAfterStop(301)).isNull();
  }

  @Test
  void a_check_without_a_verdict_is_a_finding_that_says_so() {
    ticking();
    rig.world.check("nothing", LivenessTest::none);

    assertThat(violation())
        .satisfies(v -> assertThat(v.property()).isEqualTo("nothing"))
        .satisfies(v -> assertThat(v.detail()).contains("has to return a verdict, not null"));
  }

  @SuppressWarnings("NullAway") // As a program that knows nothing of it.
  private static Verdict none() {
    return null;
  }
}
