package dev.faultline.disk.crash;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a sweep.
 *
 * @param calls how many calls the program makes that could fail
 * @param runs how many runs there were, each with another failure
 * @param thrown in how many runs the program threw
 * @param checked how many states were checked
 * @param cutShort for how many runs the number of states was used up before each simple state was
 *     checked
 * @param mostPoints where the number of states did not even reach each moment behind a failure: how
 *     many moments there were at most; otherwise 0
 * @param unseen what the program did, or may have done, with files that are not seen; empty unless
 *     the result is partial
 * @param finding the first failure that the program does not survive; null where it survived all
 */
public record SweepReport(
    int calls,
    int runs,
    int thrown,
    long checked,
    int cutShort,
    int mostPoints,
    List<String> unseen,
    @Nullable SweepFinding finding) {
  /** Copies the list. */
  public SweepReport {
    unseen = List.copyOf(unseen);
  }

  /** What to tell of a sweep without a finding: nothing where all simple states were checked. */
  public String leftOut() {
    return cutShort == 0
        ? ""
        : "for "
            + cutShort
            + " of "
            + runs
            + " failures the limit of states ended the search before each simple state was checked";
  }

  /** Why the result is partial, as a few lines for people; none where it is not. */
  public List<String> partial() {
    return CrashReport.partial(unseen);
  }
}
