package dev.faultline.stories;

/**
 * A quantity over the time of a run.
 *
 * @param name such as {@code offered}
 * @param unit such as {@code /s}
 * @param points one for each step of time, none negative
 * @param note what to look at, in a few words; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // written once, and never compared
public record Series(String name, String unit, double[] points, String note) {
  /** The largest point. */
  public double most() {
    double most = 0;
    for (double point : points) {
      most = Math.max(most, point);
    }
    return most;
  }
}
