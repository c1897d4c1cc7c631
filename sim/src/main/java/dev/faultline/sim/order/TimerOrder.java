package dev.faultline.sim.order;

import dev.faultline.sim.adversary.PendingEvent;
import dev.faultline.sim.run.Kernel;
import java.util.Arrays;

/**
 * What is known of the order of a node's timers while nothing is known of the time between two
 * steps: one that was set before another for no longer comes first, and of those that were set in
 * one step, at one time of one clock, the shorter one does.
 */
final class TimerOrder {
  private static final int[] NONE = {};

  private TimerOrder() {}

  /** Whether both are timers of one node, and the first is due before the second for sure. */
  static boolean comesFirst(PendingEvent first, PendingEvent second) {
    if (first.delay > second.delay || !isTimer(first) || !ofOneNode(first, second)) {
      return false;
    }
    return first.sequence < second.sequence
        || first.delay < second.delay && first.cause() == second.cause();
  }

  /**
   * What the order of timers depends on beside their delays, as numbers below −1: which of them
   * comes before one that was set earlier, because it was set in the same step.
   *
   * @param events the first {@code count} count; those of one node in the order in which they were
   *     set
   */
  static int[] overtaking(PendingEvent[] events, int count) {
    int[] found = NONE;
    for (int later = 1; later < count; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (comesFirst(events[later], events[earlier])) {
          found = Arrays.copyOf(found, found.length + 1);
          found[found.length - 1] = -2 - (earlier * count + later);
        }
      }
    }
    return found;
  }

  /** Nothing orders the turns of threads but the adversary. */
  private static boolean isTimer(PendingEvent event) {
    int kind = Kernel.kind(event.meta);
    return kind == Kernel.TIMER || kind == Kernel.TASK;
  }

  private static boolean ofOneNode(PendingEvent first, PendingEvent second) {
    return isTimer(second) && Kernel.target(first.meta) == Kernel.target(second.meta);
  }
}
