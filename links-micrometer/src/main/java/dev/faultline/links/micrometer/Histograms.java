package dev.faultline.links.micrometer;

import dev.faultline.link.Distribution;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Distributions as Micrometer's histograms. Links count without knowing of Micrometer; a thread
 * brings what they have counted to the registry every second, and ends when this is closed or the
 * registry is. Thread-safe.
 */
final class Histograms implements AutoCloseable {
  private static final Duration SHORTEST = Duration.ofNanos(10_000);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final double LONGEST_BURST = 10_000;
  private static final long INTERVAL_MILLIS = 1_000;

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Feed> feeds = new ArrayList<>();
  private final Thread thread;
  private boolean closed;

  Histograms(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
    thread = Thread.ofPlatform().daemon().name("faultline-meters").unstarted(this::run);
  }

  boolean isOf(MeterRegistry other) {
    return registry.equals(other);
  }

  /** Durations in nanoseconds. */
  void time(String name, Distribution times) {
    Timer timer =
        Timer.builder(name)
            .tags(tags)
            .publishPercentileHistogram()
            .minimumExpectedValue(SHORTEST)
            .maximumExpectedValue(LONGEST)
            .register(registry);
    add(new Feed(times, nanos -> timer.record(nanos, TimeUnit.NANOSECONDS)));
  }

  /** Numbers of packets. */
  void packets(String name, Distribution numbers) {
    DistributionSummary summary =
        DistributionSummary.builder(name)
            .baseUnit("packets")
            .tags(tags)
            .publishPercentileHistogram()
            .minimumExpectedValue(1.0)
            .maximumExpectedValue(LONGEST_BURST)
            .register(registry);
    add(new Feed(numbers, summary::record));
  }

  private synchronized void add(Feed feed) {
    feeds.add(feed);
  }

  /** From now on the registry is told every second. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!registry.isClosed()) {
        bring();
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Tells the registry what was counted since the last time, unless this is closed. */
  synchronized void bring() {
    if (!closed) {
      feeds.forEach(Feed::bring);
    }
  }

  /** What was counted until now is brought; nothing is later, wherever the thread is. */
  @Override
  public synchronized void close() {
    bring();
    closed = true;
    thread.interrupt();
  }
}
