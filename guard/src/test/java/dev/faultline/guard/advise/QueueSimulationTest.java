package dev.faultline.guard.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * The simulation beside the formulas of queueing theory, a million arrivals for each of two seeds.
 */
class QueueSimulationTest {
  private static final int REQUESTS = 1_000_000;
  private static final Percentage CLOSE = Percentage.withPercentage(2);

  @Test
  void one_worker_and_exponential_work_wait_as_the_formula_says() {
    Waiting a = run(6, 0.9, true, 1, QueueSimulation.UNBOUNDED);
    Waiting b = run(2, 0.9, true, 1, QueueSimulation.UNBOUNDED);
    assertThat((a.meanSeconds() + b.meanSeconds()) / 2).isCloseTo(9.0, CLOSE);
    assertThat((a.quantileSeconds() + b.quantileSeconds()) / 2)
        .isCloseTo(Math.log(0.9 / 0.01) / 0.1, CLOSE);
    assertThat(a.busyShare()).isCloseTo(0.9, CLOSE);
    assertThat(a.waitedShare()).isCloseTo(0.9, CLOSE);
    assertThat(a.refused()).isZero();
  }

  @Test
  void work_that_always_takes_as_long_waits_half_of_that() {
    Waiting a = run(3, 0.9, false, 1, QueueSimulation.UNBOUNDED);
    Waiting b = run(4, 0.9, false, 1, QueueSimulation.UNBOUNDED);
    assertThat((a.meanSeconds() + b.meanSeconds()) / 2).isCloseTo(4.5, CLOSE);
  }

  @Test
  void a_queue_with_room_for_nine_and_one_at_work_refuses_as_the_formula_says() {
    double expected = 0.1 * Math.pow(0.9, 10) / (1 - Math.pow(0.9, 11));
    Waiting waiting = run(5, 0.9, true, 1, 9);
    assertThat(waiting.refusedShare()).isCloseTo(expected, CLOSE);
    assertThat(waiting.longestQueue()).isEqualTo(9);
    assertThat(waiting.accepted() + waiting.refused()).isEqualTo(REQUESTS);
  }

  @Test
  void ten_workers_at_eight_erlangs_wait_as_erlang_says() {
    Waiting waiting = run(6, 8, true, 10, QueueSimulation.UNBOUNDED);
    assertThat(waiting.waitedShare()).isCloseTo(0.409, CLOSE);
    assertThat(waiting.meanSeconds()).isCloseTo(0.2046, CLOSE);
  }

  @Test
  void without_a_queue_it_loses_what_erlang_says() {
    // Erlang B at 8 erlangs with 10 workers, by its recursion.
    double blocked = 1;
    for (int worker = 1; worker <= 10; worker++) {
      blocked = 8 * blocked / (worker + 8 * blocked);
    }
    Waiting waiting = run(7, 8, true, 10, 0);
    assertThat(waiting.refusedShare()).isCloseTo(blocked, CLOSE);
    assertThat(waiting.meanSeconds()).isZero();
  }

  @Test
  void a_small_trace_is_served_by_hand() {
    Trace trace = Trace.of(new double[] {0, 0, 1, 1, 10}, new double[] {3, 3, 3, 3, 1});
    Waiting one = QueueSimulation.run(trace, 1, 2, 1);
    // Starts at 0, 3, 6; the fourth finds two waiting; the last starts at 10.
    assertThat(one.refused()).isEqualTo(1);
    assertThat(one.longestSeconds()).isEqualTo(5);
    assertThat(one.meanSeconds()).isCloseTo((0 + 3 + 5 + 0) / 4.0, within(1e-12));
    Waiting two = QueueSimulation.run(trace, 2, 2, 1);
    assertThat(two.refused()).isZero();
    assertThat(two.longestSeconds()).isEqualTo(2);
  }

  private static Waiting run(long seed, double rate, boolean exponential, int workers, int places) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] arrivals = new double[REQUESTS];
    double[] services = new double[REQUESTS];
    double at = 0;
    for (int i = 0; i < REQUESTS; i++) {
      at -= Math.log(1 - random.nextDouble()) / rate;
      arrivals[i] = at;
      services[i] = exponential ? -Math.log(1 - random.nextDouble()) : 1;
    }
    return QueueSimulation.run(Trace.of(arrivals, services), workers, places, 0.99);
  }
}
