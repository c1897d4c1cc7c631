package dev.faultline.guard.advise;

/**
 * How long requests waited in a simulation, and how many were refused.
 *
 * @param accepted requests that were not refused
 * @param refused requests that found the queue full
 * @param meanSeconds the mean wait of those that were accepted
 * @param quantileSeconds the wait that the asked-for share of them did not exceed
 * @param longestSeconds the longest wait
 * @param waitedShare the share of those accepted that waited at all
 * @param busyShare the share of time that the workers were busy
 * @param longestQueue how many waited at one time, at most
 */
public record Waiting(
    long accepted,
    long refused,
    double meanSeconds,
    double quantileSeconds,
    double longestSeconds,
    double waitedShare,
    double busyShare,
    int longestQueue) {

  /** The share of all requests that was refused. */
  public double refusedShare() {
    return (double) refused / (accepted + refused);
  }

  /** The smallest of the first numbers that the share of them does not exceed. */
  static double quantile(double[] sorted, int count, double share) {
    return count == 0 ? 0 : sorted[(int) Math.max(0, Math.ceil(share * count - 1e-9) - 1)];
  }
}
