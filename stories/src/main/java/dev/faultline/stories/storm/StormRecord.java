package dev.faultline.stories.storm;

import static dev.faultline.stories.storm.RetryStorm.SECOND;

import java.util.Arrays;

/** What was counted in each second of a retry storm. */
final class StormRecord {
  private final double rate;
  private final int healed;
  private final int[] offered;
  private final int[] answered;
  private final int[] inTime;
  private final double[] ageSum;

  /**
   * Counts nothing yet.
   *
   * @param healed the first whole second in which the server works again
   */
  StormRecord(int seconds, double rate, int healed) {
    this.rate = rate;
    this.healed = healed;
    offered = new int[seconds];
    answered = new int[seconds];
    inTime = new int[seconds];
    ageSum = new double[seconds];
  }

  void offered(long at) {
    offered[second(at)]++;
  }

  void answered(long at, long age, boolean isInTime) {
    int second = second(at);
    answered[second]++;
    ageSum[second] += age;
    inTime[second] += isInTime ? 1 : 0;
  }

  private int second(long at) {
    return (int) Math.min(offered.length - 1, at / SECOND);
  }

  /**
   * Seconds from the end of the stall to the first ten in which nine tenths of the requests are
   * answered in time; -1 if there are none.
   */
  int recovery() {
    for (int second = healed; second + 10 <= inTime.length; second++) {
      if (sum(inTime, second, 10) >= 9 * rate) {
        return second - healed;
      }
    }
    return -1;
  }

  /** Answers in time, each second, in the last minute. */
  double goodput() {
    return sum(inTime, inTime.length - 60, 60) / 60.0;
  }

  /** Requests and retries in the fullest second. */
  double peak() {
    return Arrays.stream(offered).max().orElse(0);
  }

  double[] offered() {
    return doubles(offered);
  }

  double[] answered() {
    return doubles(answered);
  }

  double[] inTime() {
    return doubles(inTime);
  }

  /** How old a request was when its answer was ready, in seconds, on average. */
  double[] age() {
    double[] age = new double[ageSum.length];
    for (int i = 0; i < age.length; i++) {
      age[i] = answered[i] == 0 ? 0 : ageSum[i] / answered[i] / SECOND;
    }
    return age;
  }

  private static int sum(int[] of, int from, int count) {
    int sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += of[i];
    }
    return sum;
  }

  private static double[] doubles(int[] of) {
    double[] doubles = new double[of.length];
    for (int i = 0; i < of.length; i++) {
      doubles[i] = of[i];
    }
    return doubles;
  }
}
