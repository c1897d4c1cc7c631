package dev.faultline.sim.setup;

import dev.faultline.sim.adversary.Odds;
import java.time.Duration;

/**
 * The properties of the route from one place to another when no fault is active. Immutable.
 *
 * @param latency how long a datagram takes, one way
 * @param loss the fraction of datagrams that is lost, from 0 to 1, until the world heals
 * @param bytesPerSecond of each directed link; 0 for no limit
 * @param queueBytes how many bytes may queue at a link
 */
public record Route(Latency latency, double loss, long bytesPerSecond, long queueBytes) {
  /**
   * Between availability zones of one region of a cloud. Microsoft describes those of Azure as
   * several kilometres apart and usually within 100 km: this is the time of light in fibre, at
   * 200,000 km/s, for 10 km at least, and for 100 km at most where the fibre takes twice the
   * straight way.
   */
  public static final Route BETWEEN_ZONES =
      of(Latency.uniform(Duration.ofNanos(50_000), Duration.ofMillis(1)));

  /**
   * Between New York and London. 45 ms is half of the mean round trip that Verizon's service level
   * agreement guarantees (90 ms), which also has 99.5 % of packets delivered; the least is the
   * distance (5,570 km) at the speed of light in fibre, 200,000 km/s.
   */
  public static final Route TRANSATLANTIC = guaranteed(28, 45);

  /**
   * Between Los Angeles and Tokyo: as {@link #TRANSATLANTIC}, with a guaranteed mean round trip of
   * 160 ms and 8,800 km.
   */
  public static final Route TRANSPACIFIC = guaranteed(44, 80);

  public Route {
    Odds.of(loss);
    if (bytesPerSecond < 0 || queueBytes <= 0) {
      throw new IllegalArgumentException(
          "bandwidth of "
              + bytesPerSecond
              + " bytes/s with a queue of "
              + queueBytes
              + " bytes, expected 0 or more and more than 0");
    }
  }

  private static Route guaranteed(long shortestMillis, long longestMillis) {
    return of(Latency.uniform(Duration.ofMillis(shortestMillis), Duration.ofMillis(longestMillis)))
        .withLoss(0.005);
  }

  /** A route without loss and without a limit of bandwidth. */
  public static Route of(Latency latency) {
    return new Route(latency, 0, 0, Long.MAX_VALUE);
  }

  /** The same with another loss. */
  public Route withLoss(double rate) {
    return new Route(latency, rate, bytesPerSecond, queueBytes);
  }

  /** The same route with a bandwidth for each directed link; see {@link Network#bandwidth}. */
  public Route withBandwidth(long bytesPerSecond, long queueBytes) {
    return new Route(latency, loss, bytesPerSecond, queueBytes);
  }
}
