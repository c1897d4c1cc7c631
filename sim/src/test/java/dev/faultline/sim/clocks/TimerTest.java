package dev.faultline.sim.clocks;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TimerTest {
  private final List<String> fired = new ArrayList<>();

  private Scripted timers(long... millis) {
    return new Scripted()
        .onStart(env -> {
          for (long each : millis) {
            env.timer(Duration.ofMillis(each), each);
          }
        })
        .onTimer((env, tag) -> fired.add(tag + "@" + env.nanoTime() / 1_000_000));
  }

  private static long roundedMillis(long nanos) {
    return Math.round(nanos / 1e6);
  }

  @Test
  void timers_fire_when_they_are_due_and_in_the_order_in_which_they_were_set_at_equal_times() {
    Rig.quiet().node("a", timers(30, 10, 10, 20)).runWell();

    assertThat(fired).containsExactly("10@10", "10@10", "20@20", "30@30");
  }

  @Test
  void a_negative_delay_counts_as_zero() {
    Rig.quiet().node("a", timers(-5, 0)).runWell();

    assertThat(fired).containsExactly("-5@0", "0@0");
  }

  @Test
  void a_delay_beyond_all_time_never_fires_and_does_no_harm() {
    Rig.quiet().node("a", timers(Long.MAX_VALUE / 1_000_000, 1)).runWell();

    assertThat(fired).containsExactly("1@1");
  }

  @Test
  void a_cancelled_timer_does_not_fire_and_cancelling_twice_or_late_is_ignored() {
    Scripted node =
        new Scripted()
            .onStart(env -> {
              long id = env.timer(millis(10), "cancelled");
              assertThat(id).isNotZero();
              env.cancel(id);
              env.cancel(id);
              // Takes the place in the queue that the first one had.
              env.timer(millis(20), "kept");
              env.cancel(id);
            })
            .onTimer((env, tag) -> fired.add(tag.toString()));

    Rig.quiet().node("a", node).runWell();

    assertThat(fired).containsExactly("kept");
  }

  @Test
  void timers_are_late_by_the_allowed_lateness_at_most_and_never_early() {
    List<Long> lateness = new ArrayList<>();
    Scripted node =
        new Scripted()
            .onStart(env -> env.timer(millis(1), env.nanoTime() + 1_000_000))
            .onTimer((env, due) -> {
              lateness.add(env.nanoTime() - (long) due);
              env.timer(millis(1), env.nanoTime() + 1_000_000);
            });
    Rig rig = Rig.lasting(Duration.ofSeconds(5)).node("a", node);
    rig.world.timerLateness(Duration.ofNanos(40_000));

    rig.runWell();

    assertThat(lateness).hasSizeGreaterThan(4_000);
    assertThat(lateness).allSatisfy(late -> assertThat(late).isBetween(0L, 40_000L));
    assertThat(lateness).anyMatch(late -> late < 1_000).anyMatch(late -> late > 39_000);
  }

  @Test
  void timers_run_on_their_nodes_own_clock() {
    Rig rig = Rig.quiet().node("a", timers(1_000));
    rig.fault(0, new Fault.ClockDrift("a", -500_000, Duration.ofSeconds(30)));
    List<Long> trueTime = new ArrayList<>();
    rig.world.always(
        "watch",
        () -> {
          if (fired.size() == 1 && trueTime.isEmpty()) {
            trueTime.add(roundedMillis(rig.world.nowNanos()));
          }
          return true;
        });

    rig.runWell();

    assertThat(fired).containsExactly("1000@1000");
    assertThat(trueTime).containsExactly(2_000L);
  }

  @Test
  void a_timer_that_was_set_before_the_clock_began_to_drift_is_due_on_that_clock_all_the_same() {
    Rig rig = Rig.quiet().node("a", timers(1_000, 3_000));
    rig.fault(500, new Fault.ClockDrift("a", -500_000, Duration.ofSeconds(2)));

    rig.runWell();

    // Half speed from 500 ms to 2,500 ms: the clock shows 1,000 ms at 1,500 ms of simulated time.
    assertThat(fired).containsExactly("1000@1000", "3000@3000");
    assertThat(rig.trace.of(TraceEvent.TimerFired.class))
        .extracting(event -> roundedMillis(event.nanos()))
        .containsExactly(1_500L, 4_000L);
  }

  @Test
  void no_timer_is_early_or_late_by_its_own_clock_however_the_rate_changes() {
    for (long seed = 0; seed < 30; seed++) {
      String run = "seed " + seed;
      SplittableRandom random = new SplittableRandom(seed);
      Rig rig = Rig.lasting(Duration.ofSeconds(20));
      long[] checked = new long[1];
      Scripted node =
          new Scripted()
              .onStart(env -> random.longs(100, 0, 1_000_000_000L).forEach(d -> env.timer(d, d)))
              .onTimer((env, due) -> {
                // Each change of the rate may cost a nanosecond.
                assertThat(env.nanoTime() - (long) due).as(run).isBetween(0L, 100L);
                checked[0]++;
                long delay = random.nextLong(400_000_000L);
                env.timer(delay, env.nanoTime() + delay);
              });
      rig.node("a", node);
      for (int i = 0; i < 50; i++) {
        long ppm = random.nextLong(-900_000, 900_000);
        rig.fault(
            random.nextLong(1, 19_000),
            new Fault.ClockDrift("a", ppm, Duration.ofNanos(random.nextLong(1, 2_000_000_000L))));
      }

      rig.runWell();

      assertThat(checked[0]).isGreaterThan(5_000);
    }
  }

  @Test
  void timers_of_a_dead_incarnation_never_fire() {
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.world.node(
        "a",
        () ->
            new Scripted()
                .onStart(env -> env.timer(millis(100), env.incarnation()))
                .onTimer((env, tag) -> fired.add(tag + "@" + env.nanoTime() / 1_000_000)));
    rig.fault(50, new Fault.Crash("a", millis(20)));

    rig.runWell();

    assertThat(fired).containsExactly("2@170");
  }
}
