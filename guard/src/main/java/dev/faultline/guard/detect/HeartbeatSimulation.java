package dev.faultline.guard.detect;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * One peer that sends heartbeats over a link with independent loss and exponential delays, and a
 * detector that watches it: the same detector that runs in production, event by event.
 *
 * <p>Deterministic from its seed. Not thread-safe.
 */
public final class HeartbeatSimulation {
  private static final double NANOS = 1e9;

  private final ChenModel link;
  private final SplittableRandom random;

  /**
   * The results.
   *
   * @param seconds that were simulated
   * @param mistakes how often a peer that was alive was suspected
   * @param untrusted how many seconds a live peer was suspected
   * @param detection mean time from a crash at a random moment to its suspicion, in seconds
   * @param slowest the longest such time
   */
  public record Seen(
      double seconds, long mistakes, double untrusted, double detection, double slowest) {
    /** As {@link ChenModel.Quality}; infinite and NaN-free where there was no mistake. */
    public ChenModel.Quality quality() {
      return new ChenModel.Quality(
          mistakes == 0 ? Double.POSITIVE_INFINITY : seconds / mistakes,
          mistakes == 0 ? 0 : untrusted / mistakes,
          1 - untrusted / seconds);
    }
  }

  private record Flying(long arrival, long stamp) implements Comparable<Flying> {
    @Override
    public int compareTo(Flying other) {
      return Long.compare(arrival, other.arrival);
    }
  }

  /** A link with a source of randomness. */
  public HeartbeatSimulation(ChenModel link, long seed) {
    this.link = link;
    random = new SplittableRandom(seed);
  }

  /**
   * Simulates.
   *
   * @param settings of the detector
   * @param periods how many heartbeats are sent; the first thousandth of them, and at least 1,000,
   *     are a warm-up that is not counted
   */
  public Seen run(DetectorSettings settings, long periods) {
    long interval = Math.round(link.interval() * NANOS);
    HeartbeatDetector detector = new HeartbeatDetector(settings, 1, 0);
    PriorityQueue<Flying> flying = new PriorityQueue<>();
    long warm = Math.max(1_000, periods / 1_000);
    long mistakes = 0;
    long untrusted = 0;
    double detection = 0;
    double slowest = 0;
    boolean isSuspected = false;
    long since = warm * interval;
    for (long beat = 1; beat <= periods + warm; beat++) {
      long sent = beat * interval;
      if (random.nextDouble() >= link.loss()) {
        flying.add(new Flying(sent + delay(), sent));
      }
      long until = sent + interval;
      while (!flying.isEmpty() && flying.peek().arrival() < until) {
        Flying next = flying.remove();
        long fresh = detector.freshUntil(0);
        if (!isSuspected && fresh <= next.arrival()) {
          isSuspected = true;
          since = Math.max(since, fresh);
          mistakes += beat > warm ? 1 : 0;
        }
        Heard heard = detector.heard(0, 0, next.stamp(), next.arrival());
        if (isSuspected && heard == Heard.FRESH) {
          isSuspected = false;
          untrusted += beat > warm ? next.arrival() - since : 0;
        }
      }
      if (beat > warm) {
        double crash = until - random.nextDouble() * interval;
        double took = Math.max(0, detector.freshUntil(0) - crash) / NANOS;
        detection += took;
        slowest = Math.max(slowest, took);
      }
    }
    return new Seen(
        periods * link.interval(), mistakes, untrusted / NANOS, detection / periods, slowest);
  }

  private long delay() {
    return Math.round(-Math.log(1 - random.nextDouble()) * link.meanDelay() * NANOS);
  }
}
