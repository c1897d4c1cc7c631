package dev.faultline.disk.crash;

import org.jspecify.annotations.Nullable;

/** How far the runs of a program are that are recorded; any thread may read it. */
public final class RunProgress {
  private volatile Seen seen = new Seen(null, 0, 0, 0);

  /**
   * The progress at one moment.
   *
   * @param failing of a sweep: which call fails in the present run, such as {@code call 3 of 40
   *     fails, once}; null where none does
   * @param calls how many calls the program has made in the present run
   * @param runs of a sweep: how many runs with a failure are over
   * @param checked of a sweep: how many states have been checked
   */
  public record Seen(@Nullable String failing, long calls, int runs, long checked) {}

  /** Now. */
  public Seen seen() {
    return seen;
  }

  /** The next run begins. */
  void begins(@Nullable String failing, int runs, long checked) {
    seen = new Seen(failing, 0, runs, checked);
  }

  /** The program of the present run has made so many calls. */
  void called(long calls) {
    Seen before = seen;
    seen = new Seen(before.failing(), calls, before.runs(), before.checked());
  }

  /** So many states have been checked. */
  void checked(long states) {
    Seen before = seen;
    seen = new Seen(before.failing(), before.calls(), before.runs(), states);
  }
}
