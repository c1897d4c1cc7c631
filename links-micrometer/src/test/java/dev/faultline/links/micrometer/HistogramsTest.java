package dev.faultline.links.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.Histogram;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;

class HistogramsTest {
  private final BucketRegistry registry = new BucketRegistry();
  private final Histogram counted = new Histogram();
  private final Histograms histograms = new Histograms(registry, Tags.empty());

  @Test
  void a_registry_has_all_that_was_counted_before_the_close_and_nothing_of_what_comes_later() {
    histograms.time("took", counted);
    histograms.start();
    counted.record(1_000);
    histograms.close();
    assertThat(registry.get("took").timer().count()).isEqualTo(1);
    counted.record(1_000);
    // As the thread does that had just begun when this was closed.
    histograms.bring();
    histograms.close();
    assertThat(registry.get("took").timer().count()).isEqualTo(1);
  }
}
