package dev.faultline.disk.crash;

/** How far an exploration is; it writes, and any thread may read. */
public final class CrashProgress {
  private volatile Seen seen = new Seen("recorded", 0, 0);

  /**
   * What an exploration has come to.
   *
   * @param stage which states it is at, such as {@code one operation lost}
   * @param checked how many different states it checked, those of crashes during recovery included
   * @param most how many it checks at most
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
