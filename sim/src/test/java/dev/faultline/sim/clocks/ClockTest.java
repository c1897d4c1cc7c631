package dev.faultline.sim.clocks;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.synchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.ClockReading;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClockTest {
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  private static final long EPOCH_NANOS = EPOCH.getEpochSecond() * 1_000_000_000L;

  private final AtomicReference<@Nullable Env> env = new AtomicReference<>();

  private Rig rig() {
    return Rig.quiet().node("a", new Scripted().onStart(env::set));
  }

  private Env env() {
    Env present = env.get();
    if (present == null) {
      throw new AssertionError("the node has not started");
    }
    return present;
  }

  @Test
  void a_clock_that_nothing_is_wrong_with_shows_simulated_time() {
    List<Object> seen = new ArrayList<>();
    Rig rig = rig().at(250, () -> seen.addAll(List.of(env().nanoTime(), env().clock().now())));

    rig.runWell();

    assertThat(seen).containsExactly(250_000_000L, EPOCH.plusMillis(250));
  }

  @Test
  void wall_clocks_start_apart_by_the_offset_at_most_and_use_all_of_it() {
    List<Long> offsets = new ArrayList<>();
    Rig rig = Rig.quiet();
    rig.world.clockOffset(millis(5));
    for (int i = 0; i < 200; i++) {
      Scripted node = new Scripted().onStart(e -> offsets.add(e.clock().wallNanos() - EPOCH_NANOS));
      rig.node("n" + i, node);
    }

    rig.runWell();

    assertThat(offsets).allSatisfy(offset -> assertThat(offset).isBetween(-5_000_000L, 5_000_000L));
    assertThat(offsets).anyMatch(offset -> offset < -4_000_000);
    assertThat(offsets).anyMatch(offset -> offset > 4_000_000);
  }

  @Test
  void a_clients_clock_is_right() {
    List<ClockReading> readings = new ArrayList<>();
    Rig rig = Rig.quiet();
    rig.world.clockOffset(millis(500));
    rig.world.client("c", () -> new Scripted().onStart(e -> readings.add(e.clock().reading())));

    rig.runWell();

    assertThat(readings).containsExactly(new ClockReading(EPOCH_NANOS, EPOCH_NANOS));
  }

  @Test
  void drift_makes_both_clocks_run_faster_or_slower_for_as_long_as_it_lasts() {
    List<Long> seen = new ArrayList<>();
    Rig rig = rig().fault(1_000, new Fault.ClockDrift("a", 100_000, millis(1_000)));
    rig.fault(3_000, new Fault.ClockDrift("a", -50_000, millis(1_000)));
    for (long at : new long[] {1_000, 1_500, 2_000, 3_000, 3_500, 4_000, 5_000}) {
      rig.at(at, () -> seen.add(env().nanoTime() / 1_000_000));
      rig.at(at, () -> seen.add((env().clock().wallNanos() - EPOCH_NANOS) / 1_000_000));
    }

    rig.runWell();

    assertThat(seen)
        .containsExactly(
            1_000L, 1_000L, 1_550L, 1_550L, 2_100L, 2_100L, 3_100L, 3_100L, 3_575L, 3_575L, 4_050L,
            4_050L, 5_050L, 5_050L);
  }

  @Test
  void a_jump_moves_the_wall_clock_either_way_and_leaves_the_monotonic_one_alone() {
    List<Long> seen = new ArrayList<>();
    Rig rig = rig().fault(100, new Fault.ClockJump("a", Duration.ofSeconds(7)));
    rig.fault(200, new Fault.ClockJump("a", Duration.ofSeconds(-20)));
    for (long at : new long[] {150, 250}) {
      rig.at(at, () -> seen.add(env().nanoTime() / 1_000_000));
      rig.at(at, () -> seen.add((env().clock().wallNanos() - EPOCH_NANOS) / 1_000_000));
    }

    rig.runWell();

    assertThat(seen).containsExactly(150L, 7_150L, 250L, -12_750L);
  }

  @Test
  void the_monotonic_clock_never_goes_back_whatever_happens_to_it() {
    RandomGenerator random = new java.util.SplittableRandom(17);
    Rig rig = rig();
    for (int i = 0; i < 200; i++) {
      long at = random.nextLong(50_000);
      long ppm = random.nextLong(-999_999, 1_000_000);
      rig.fault(
          at,
          random.nextBoolean()
              ? new Fault.ClockDrift("a", ppm, Duration.ofNanos(1 + random.nextLong(900_000_000)))
              : new Fault.ClockJump("a", Duration.ofMillis(random.nextLong(-10_000, 10_000))));
    }
    long[] last = {-1};
    for (int i = 1; i <= 20_000; i++) {
      rig.world.at(
          Duration.ofNanos(i * 2_500_001L),
          () -> {
            assertThat(env().nanoTime()).as("seed 17").isGreaterThanOrEqualTo(last[0]);
            last[0] = env().nanoTime();
          });
    }

    rig.runWell();
  }

  @Test
  void a_reading_contains_true_time_while_the_clock_keeps_to_the_models_bound() {
    for (long seed = 0; seed < 50; seed++) {
      RandomGenerator random = new java.util.SplittableRandom(seed);
      Rig rig = Rig.with(new QuietAdversary(seed));
      rig.node("a", new Scripted().onStart(env::set));
      rig.world.clockOffset(millis(2)).model(synchronous(millis(50), 1, 300));
      for (int i = 0; i < 40; i++) {
        long ppm = random.nextLong(-300, 301);
        Duration lasting = Duration.ofMillis(1 + random.nextLong(30_000));
        rig.fault(random.nextLong(1, 50_000), new Fault.ClockDrift("a", ppm, lasting));
      }
      for (long at = 1; at < 60_000; at += 501) {
        long trueNanos = EPOCH_NANOS + at * 1_000_000;
        String run = "seed " + seed + ", at " + at + " ms";
        rig.at(
            at,
            () -> {
              ClockReading reading = env().clock().reading();
              assertThat(reading.earliestNanos()).as(run).isLessThanOrEqualTo(trueNanos);
              assertThat(reading.latestNanos()).as(run).isGreaterThanOrEqualTo(trueNanos);
              assertThat(reading.latestNanos() - reading.earliestNanos())
                  .as("a reading is worth something: " + run)
                  .isLessThan(2 * (2_000_000 + 60_000 * 300 + 1_000));
            });
      }

      rig.runWell();
    }
  }

  @Test
  void a_clock_outlives_the_incarnations_of_its_node() {
    List<Long> starts = new ArrayList<>();
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.node("a", new Scripted().onStart(e -> starts.add(e.nanoTime() / 1_000_000)));
    rig.fault(100, new Fault.Crash("a", millis(50)));

    rig.runWell();

    assertThat(starts).containsExactly(0L, 150L);
  }

  @Test
  void monotonic_clocks_begin_elsewhere_on_every_node_and_in_every_incarnation() {
    List<Long> read = new ArrayList<>();
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.world.monotonicOrigin(Duration.ofDays(10));
    Scripted node =
        new Scripted()
            .onStart(env -> {
              read.add(env.nanoTime());
              env.timer(Duration.ofMillis(7), "later");
            })
            .onTimer((env, tag) -> read.add(env.nanoTime()));
    rig.node("a", node).node("b", node);
    rig.fault(5, new Fault.Crash("a", Duration.ofMillis(10)));

    rig.runWell();

    // a, b, b's timer, a again, and its timer.
    assertThat(read).hasSize(5).doesNotHaveDuplicates();
    assertThat(read.get(2) - read.get(1)).isEqualTo(7_000_000);
    assertThat(read.get(4) - read.get(3)).isEqualTo(7_000_000);
    long day = Duration.ofDays(1).toNanos();
    assertThat(Math.abs(read.get(0) - read.get(1))).isGreaterThan(day / 24);
    assertThat(Math.abs(read.get(0) - read.get(3))).isGreaterThan(day / 24);
    assertThat(read).allSatisfy(nanos -> assertThat(Math.abs(nanos)).isLessThan(11 * day));
  }
}
