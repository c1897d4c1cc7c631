package dev.faultline.disk.crash;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an exploration.
 *
 * @param calls how many calls were recorded
 * @param points how many crash points there were
 * @param checked how many different states were checked
 * @param meanings how many different texts the checker gave
 * @param duringRecovery how many states were checked that a crash during recovery left
 * @param exhaustive whether these are all states that the profile allows at all points, but for
 *     those of crashes during recovery
 * @param reached at how many crash points at least one state was checked
 * @param cutShort if the limit was reached before every simple state was checked, the kind of
 *     states at which it stopped, such as "one operation lost"; otherwise null
 * @param unseen what the program did, or may have done, with files that is not recorded; empty
 *     unless the result is partial
 * @param finding the first crash that the program does not survive; null if it survived all
 */
public record CrashReport(
    long calls,
    int points,
    long checked,
    long meanings,
    long duringRecovery,
    boolean exhaustive,
    int reached,
    @Nullable String cutShort,
    List<String> unseen,
    @Nullable Finding finding) {
  private static final int SHOWN = 5;

  /** Copies the list. */
  public CrashReport {
    unseen = List.copyOf(unseen);
  }

  /** Why the result is partial, in a few lines of text; empty if it is complete. */
  public List<String> partial() {
    return partial(unseen);
  }

  static List<String> partial(List<String> unseen) {
    List<String> lines = new ArrayList<>();
    for (String what : unseen.subList(0, Math.min(SHOWN, unseen.size()))) {
      lines.add("partial: " + what);
    }
    if (unseen.size() > SHOWN) {
      lines.add("partial: and " + (unseen.size() - SHOWN) + " more of this kind");
    }
    return lines;
  }

  /**
   * Remarks on a run without a finding: what was left out; empty if all simple states were checked.
   */
  public String leftOut() {
    if (cutShort == null) {
      return "";
    }
    return "the limit of states ended the search in \""
        + cutShort
        + "\"; "
        + (reached == points ? "all" : reached + " of " + points)
        + " crash points were reached at least once";
  }
}
