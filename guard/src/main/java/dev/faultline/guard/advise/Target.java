package dev.faultline.guard.advise;

import dev.faultline.core.Checks;
import java.time.Duration;

/**
 * What a service promises.
 *
 * @param longestWait how long requests may wait before their work begins
 * @param quantile the share of accepted requests for which that holds, above 0 and up to 1
 * @param refusedShare the share of requests that may be refused, 0 to 1
 */
public record Target(Duration longestWait, double quantile, double refusedShare) {
  /** Checks the parts. */
  public Target {
    Checks.nanos("longestWait", longestWait);
    Checks.within("quantile", quantile, Double.MIN_NORMAL, 1);
    Checks.within("refusedShare", refusedShare, 0, 1);
  }

  double waitSeconds() {
    return longestWait.toNanos() / 1e9;
  }
}
