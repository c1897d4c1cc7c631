package dev.faultline.guard.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdvisorTest {
  private static final Target TARGET = new Target(Duration.ofMillis(500), 0.99, 0.001);

  @Test
  void its_advice_keeps_the_target_and_one_worker_fewer_does_not() {
    Trace trace = bursty(1);
    Advice advice = Advisor.advise(trace, TARGET);
    assertThat(advice.waiting().quantileSeconds()).isLessThanOrEqualTo(0.5);
    assertThat(advice.waiting().refusedShare()).isLessThanOrEqualTo(0.001);
    assertThat(advice.waiting())
        .isEqualTo(QueueSimulation.run(trace, advice.workers(), advice.places(), 0.99));
    int fewer = advice.workers() - 1;
    int places = (int) Math.ceil(0.5 * fewer / trace.meanService());
    Waiting worse = QueueSimulation.run(trace, fewer, places, 0.99);
    assertThat(worse.quantileSeconds() > 0.5 || worse.refusedShare() > 0.001).isTrue();
  }

  @Test
  void bursts_need_more_workers_than_the_same_work_without_them() {
    Trace trace = bursty(2);
    Trace steady = trace.steady(3);
    assertThat(steady.load()).isBetween(0.97 * trace.load(), 1.03 * trace.load());
    assertThat(Advisor.advise(trace, TARGET).workers())
        .isGreaterThan(Advisor.advise(steady, TARGET).workers() + 2);
  }

  @Test
  void twice_the_load_needs_more_and_the_curve_falls() {
    Trace trace = bursty(4);
    Advice once = Advisor.advise(trace, TARGET);
    Advice twice = Advisor.advise(trace.faster(2), TARGET);
    assertThat(twice.workers()).isGreaterThan(once.workers());
    for (int i = 1; i < once.curve().size(); i++) {
      assertThat(once.curve().get(i).waiting().quantileSeconds())
          .isLessThanOrEqualTo(once.curve().get(i - 1).waiting().quantileSeconds());
    }
    assertThat(once.curve()).extracting(Advice.Point::workers).contains(once.workers());
  }

  @Test
  void the_curve_always_shows_what_is_advised_and_ascends() {
    Trace trace = bursty(5);
    for (double factor = 1; factor < 60; factor *= 1.7) {
      Advice advice = Advisor.advise(trace.faster(factor), TARGET);
      assertThat(advice.curve())
          .as("%s times as fast", factor)
          .extracting(Advice.Point::workers)
          .contains(advice.workers())
          .doesNotHaveDuplicates()
          .isSorted();
    }
  }

  @Test
  void a_load_beyond_any_number_of_workers_is_searched_below_a_million() {
    Trace endless = Trace.of(new double[] {0, 1e-3, 2e-3}, new double[] {1e7, 1e7, 1e7});
    // Three requests: three workers are enough, whatever the load.
    assertThat(endless.load()).isGreaterThan(9e9);
    assertThat(Advisor.advise(endless, TARGET).workers()).isEqualTo(3);
  }

  @Test
  void work_without_any_time_needs_one_worker() {
    Trace trace = Trace.of(new double[] {0, 1, 2}, new double[3]);
    assertThat(Advisor.advise(trace, TARGET).workers()).isEqualTo(1);
  }

  @Test
  void what_is_no_trace_is_refused_by_name() {
    assertThatThrownBy(() -> Trace.of(new double[] {1}, new double[] {1}))
        .hasMessageContaining("at least 2");
    assertThatThrownBy(() -> Trace.of(new double[] {2, 1}, new double[2]))
        .hasMessageContaining("arrival 2 is 1.0");
    assertThatThrownBy(() -> Trace.of(new double[] {1, 2}, new double[] {1, -1}))
        .hasMessageContaining("service time 2 is -1.0");
    assertThatThrownBy(() -> Trace.of(new double[] {1, 1}, new double[2]))
        .hasMessageContaining("at one time");
    assertThatThrownBy(() -> new Target(Duration.ofSeconds(1), 0, 0))
        .hasMessageContaining("quantile");
  }

  /** Ten a second, and sixty a second for five seconds of each minute; work of 100 ms. */
  private static Trace bursty(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = 20_000;
    double[] arrivals = new double[count];
    double[] services = new double[count];
    double at = 0;
    for (int i = 0; i < count; i++) {
      at -= Math.log(1 - random.nextDouble()) / (at % 60 < 5 ? 60 : 10);
      arrivals[i] = at;
      services[i] = -Math.log(1 - random.nextDouble()) * 0.1;
    }
    return Trace.of(arrivals, services);
  }
}
