package dev.faultline.examples.guards.faces;

import dev.faultline.guard.call.CancelTable;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** A request and its cancellation come at once; counts work that nobody has stopped. */
final class Cancels {
  private static final String WORK = "work";

  private Cancels() {}

  static Face table() {
    Duration keep = Duration.ofSeconds(1);
    CancelTable<String> table = new CancelTable<>(keep, keep, 10);
    long[] ticket = {CancelTable.REFUSED};
    return new Both(
        () -> ticket[0] = table.begin(WORK, 0),
        () -> table.cancel(WORK, 0),
        () -> ticket[0] == CancelTable.REFUSED || table.isCancelled(WORK) ? 0 : 1);
  }

  /** Each of the two looks at what the other has written, and then writes. */
  static Face naive() {
    Set<String> here = new LinkedHashSet<>();
    Set<String> cancelled = new LinkedHashSet<>();
    boolean[] isStopped = {false};
    return new Both(
        () -> {
          if (cancelled.contains(WORK)) {
            isStopped[0] = true;
          } else {
            here.add(WORK);
          }
        },
        () -> {
          if (here.contains(WORK)) {
            isStopped[0] = true;
          } else {
            cancelled.add(WORK);
          }
        },
        () -> isStopped[0] ? 0 : 1);
  }
}
