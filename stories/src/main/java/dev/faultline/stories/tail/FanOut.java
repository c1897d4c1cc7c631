package dev.faultline.stories.tail;

import dev.faultline.guard.retry.RetryBudget;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Requests that need an answer from each of many servers, of which some are slow at times. */
final class FanOut {
  static final int LASTS = 120;
  static final int SLOW_FROM = 20;

  /** Requests of users in a second. */
  private static final int REQUESTS = 20;

  private static final long SECOND = 1_000_000_000;

  private final double[] median = new double[LASTS];
  private final double[] high = new double[LASTS];
  private final double[] slow = new double[LASTS];
  private final int servers;
  private final double slowShare;
  private final double slowMillis;
  private final double hedgeMillis;
  private final SplittableRandom random;
  private final RetryBudget budget;
  private long asked;
  private long extra;
  private int slowRequests;
  private int requests;

  /**
   * Prepares a run.
   *
   * @param hedgeMillis after which another replica is asked, or a negative number for never
   * @param hedgeShare how many more questions there may be
   */
  FanOut(
      long seed,
      int servers,
      double slowShare,
      double slowMillis,
      double hedgeMillis,
      double hedgeShare) {
    random = new SplittableRandom(seed);
    this.servers = servers;
    this.slowShare = slowShare;
    this.slowMillis = slowMillis;
    this.hedgeMillis = hedgeMillis;
    budget = new RetryBudget(hedgeShare, 100, 0, 0);
  }

  FanOut run() {
    double[] times = new double[REQUESTS];
    for (int second = 0; second < LASTS; second++) {
      for (int i = 0; i < REQUESTS; i++) {
        times[i] = request(second);
        if (second >= SLOW_FROM) {
          requests++;
          if (times[i] >= slowMillis / 2) {
            slowRequests++;
            slow[second]++;
          }
        }
      }
      slow[second] = slow[second] * 100 / REQUESTS;
      Arrays.sort(times);
      median[second] = times[REQUESTS / 2];
      high[second] = times[REQUESTS - 1];
    }
    return this;
  }

  /** Milliseconds until the last server has answered. */
  private double request(int second) {
    double last = 0;
    for (int server = 0; server < servers; server++) {
      asked++;
      budget.request(second * SECOND);
      double time = answer(second);
      if (hedgeMillis >= 0 && time > hedgeMillis && budget.tryRetry(second * SECOND)) {
        extra++;
        time = Math.min(time, hedgeMillis + answer(second));
      }
      last = Math.max(last, time);
    }
    return last;
  }

  /** Five to ten milliseconds, unless the server is busy with something else. */
  private double answer(int second) {
    boolean isSlow = second >= SLOW_FROM && random.nextDouble() < slowShare;
    return isSlow ? slowMillis : 5 + 5 * random.nextDouble();
  }

  double[] median() {
    return median;
  }

  double[] high() {
    return high;
  }

  double[] slow() {
    return slow;
  }

  /** The share of requests of users that are slow. */
  double slowRequests() {
    return (double) slowRequests / requests;
  }

  /** The share of questions that are asked twice. */
  double extra() {
    return (double) extra / asked;
  }
}
