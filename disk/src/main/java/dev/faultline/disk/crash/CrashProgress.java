package dev.faultline.disk.crash;

/** The progress of an exploration, which any thread may read. */
public final class CrashProgress {
  private volatile Seen seen = new Seen("recorded", 0, 0);

  /**
   * The progress at one moment.
   *
   * @param stage which kind of states it checks, such as {@code one operation lost}
   * @param checked how many different states it checked, those of crashes during recovery included
   * @param most the maximum number that it will check
   */
  public record Seen(String stage, long checked, long most) {}

  /** Now. */
  public Seen seen() {
    return seen;
  }

  void at(String stage, long checked, long most) {
    seen = new Seen(stage, checked, most);
  }
}
