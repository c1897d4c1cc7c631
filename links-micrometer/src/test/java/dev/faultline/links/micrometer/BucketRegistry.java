package dev.faultline.links.micrometer;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** A registry that asks meters for the buckets of histograms, as one for Prometheus does. */
final class BucketRegistry extends SimpleMeterRegistry {
  BucketRegistry() {
    super(SimpleConfig.DEFAULT, Clock.SYSTEM);
  }

  @Override
  protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
    return new CumulativeTimer(
        id, clock, config.merge(defaultHistogramConfig()), pauses, getBaseTimeUnit(), true);
  }

  @Override
  protected DistributionSummary newDistributionSummary(
      Meter.Id id, DistributionStatisticConfig config, double scale) {
    return new CumulativeDistributionSummary(
        id, clock, config.merge(defaultHistogramConfig()), scale, true);
  }
}
