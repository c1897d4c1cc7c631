package dev.faultline.link.recovery;

import dev.faultline.link.Distribution;
import dev.faultline.link.Histogram;

/** Smoothed round-trip time and its variation, RFC 6298 section 2 with RFC 9002's section 5. */
public final class RttEstimator {
  private long smoothed;
  private long variation;
  private long latest;
  private long least = Long.MAX_VALUE;
  private boolean measured;
  private final long initialNanos;
  private final Histogram distribution = new Histogram();
  private final Histogram endpoints;

  /**
   * Before the first sample.
   *
   * @param endpoints takes the samples of all sessions
   */
  public RttEstimator(long initialNanos, Histogram endpoints) {
    this.endpoints = endpoints;
    this.initialNanos = initialNanos;
    restart();
  }

  /** Another path, of which nothing is known yet; the distributions go on. */
  public final void restart() {
    smoothed = initialNanos;
    variation = initialNanos / 2;
    latest = initialNanos;
    least = Long.MAX_VALUE;
    measured = false;
  }

  /**
   * Takes a sample.
   *
   * @param rtt from sending to the acknowledgement's arrival
   * @param ackDelay how long the peer says it held the acknowledgement back
   */
  public void sample(long rtt, long ackDelay) {
    distribution.record(rtt);
    endpoints.record(rtt);
    latest = rtt;
    least = Math.min(least, rtt);
    long adjusted = rtt - least >= ackDelay ? rtt - ackDelay : rtt;
    if (!measured) {
      measured = true;
      smoothed = adjusted;
      variation = adjusted / 2;
      return;
    }
    variation += (Math.abs(smoothed - adjusted) - variation) / 4;
    smoothed += (adjusted - smoothed) / 8;
  }

  /**
   * What is left of a round trip when the peer held the acknowledgement back longer than it may:
   * most likely a first one was lost, and this one repeats it. Never less than the shortest.
   */
  public long without(long excess, long rtt) {
    return excess <= 0 ? rtt : Math.max(rtt - excess, measured ? Math.min(rtt, least) : 1);
  }

  /** All samples so far. */
  public Distribution distribution() {
    return distribution;
  }

  public long smoothed() {
    return smoothed;
  }

  public long latest() {
    return latest;
  }

  /** The smallest sample; the initial value before there was one. */
  long least() {
    return measured ? least : smoothed;
  }

  /** How long to wait for an acknowledgement before sending a probe, RFC 9002 section 6.2.1. */
  public long probeTimeout(long granularity, long ackDelay) {
    return smoothed + Math.max(4 * variation, granularity) + ackDelay;
  }
}
