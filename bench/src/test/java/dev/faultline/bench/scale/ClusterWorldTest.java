package dev.faultline.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClusterWorldTest {
  /** Small, so that it runs in a moment. */
  private static final Cluster SMALL =
      Cluster.USUAL.withExecutors(20).withSlow(0, 1).withDeaths(0).withCampaign(120);

  private static double efficiency(Cluster cluster) {
    return ClusterWorld.efficiency(cluster, 1);
  }

  @Test
  void executors_that_never_fail_spend_nearly_all_of_their_time_on_worlds() {
    assertThat(efficiency(SMALL)).isBetween(0.95, 1.0);
  }

  @Test
  void a_driver_that_cannot_keep_up_bounds_the_efficiency() {
    // 20 executors that end a range a second each, and a driver that starts 5 a second.
    Cluster slowDriver = SMALL.withRange(1).withDriver(0.2);
    assertThat(efficiency(slowDriver)).isBetween(0.2, 0.3);
  }

  @Test
  void slow_executors_and_deaths_cost_something_and_end() {
    assertThat(efficiency(SMALL.withSlow(0.2, 3))).isLessThan(efficiency(SMALL)).isGreaterThan(0.5);
    assertThat(efficiency(SMALL.withDeaths(60))).isLessThan(efficiency(SMALL)).isGreaterThan(0.3);
  }

  @Test
  void the_same_seed_comes_to_the_same() {
    Cluster usual = Cluster.USUAL.withExecutors(30).withCampaign(60);
    assertThat(ClusterWorld.efficiency(usual, 5)).isEqualTo(ClusterWorld.efficiency(usual, 5));
  }
}
