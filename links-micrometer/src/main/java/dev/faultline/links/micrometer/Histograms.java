package dev.faultline.links.micrometer;

import dev.faultline.link.Distribution;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;

/** Distributions that are counted elsewhere: percentiles, the largest, and how many values. */
final class Histograms {
  private static final double[] PERCENTS = {50, 99, 100};

  private Histograms() {}

  static void time(MeterRegistry registry, String name, Distribution times, Tags tags) {
    for (double percent : PERCENTS) {
      TimeGauge.builder(name, times, TimeUnit.NANOSECONDS, all -> all.percentile(percent))
          .tags(tags.and("percentile", String.valueOf(percent)))
          .register(registry);
    }
    FunctionCounter.builder(name + "s", times, Distribution::count).tags(tags).register(registry);
  }
}
