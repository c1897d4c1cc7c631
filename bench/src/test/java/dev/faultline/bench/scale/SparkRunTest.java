package dev.faultline.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SparkRunTest {
  private static final String JSON =
      """
      {
        "campaignHash": "2678bde297db5b4d",
        "realSeconds": 12.5
      }
      """;

  @Test
  void the_figures_are_those_that_a_campaign_prints() {
    SparkRun run =
        SparkRun.read(
            JSON,
            "spark: 200 worlds in 24 ranges on 2 executors, 1 ranges run twice, 15000 bytes"
                + " received; executors worked 9.75 s, the driver took 3.25 ms of processor time a"
                + " range\n",
            20);

    assertThat(run).isEqualTo(new SparkRun(20, 12.5, "2678bde297db5b4d", 24, 15_000, 9.75, 3.25));
  }

  @Test
  void the_local_engine_has_no_ranges() {
    assertThat(SparkRun.read(JSON, "200/200 worlds\n", 13).ranges()).isZero();
  }

  @Test
  void a_campaign_that_printed_something_else_is_no_measurement() {
    assertThatThrownBy(() -> SparkRun.read("{}", "", 1)).hasMessageContaining("realSeconds");
  }
}
