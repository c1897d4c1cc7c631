package dev.faultline.sim.order;

import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.Pending;
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
  static boolean comesFirst(Pending first, Pending second) {
    // Most pairs are of two nodes.
    if (EventMeta.target(first.meta) != EventMeta.target(second.meta)
        || first.delay > second.delay
        || !isTimer(first)
        || !isTimer(second)) {
      return false;
    }
    return first.sequence < second.sequence
        || first.delay < second.delay && first.cause() == second.cause();
  }

  /**
   * What the order of timers depends on beside their delays, as numbers below −1: for each timer
   * that comes before one that was set earlier, because it was set in the same step, the earliest
   * such one. All that a node sets in one step is set in a row, so that this and the delays tell of
   * any two whether they were set in one step where that matters.
   *
   * @param events the first {@code count} count; those of one node together, in the order in which
   *     they were set
   */
  static int[] overtaking(Pending[] events, int count) {
    int[] found = NONE;
    int size = 0;
    int firstOfNode = 0;
    for (int later = 1; later < count; later++) {
      Pending event = events[later];
      if (EventMeta.target(event.meta) != EventMeta.target(events[later - 1].meta)) {
        firstOfNode = later;
      }
      for (int earlier = firstOfNode; earlier < later; earlier++) {
        // What was set later comes first only where both were set in one step.
        if (event.cause() == events[earlier].cause() && comesFirst(event, events[earlier])) {
          found = size == 0 ? new int[count] : found;
          found[size++] = -2 - (earlier * count + later);
          break;
        }
      }
    }
    return size == 0 ? NONE : Arrays.copyOf(found, size);
  }

  /** Nothing orders the turns of threads but the adversary. */
  static boolean isTimer(Pending event) {
    int kind = EventMeta.kind(event.meta);
    return kind == EventMeta.TIMER || kind == EventMeta.TASK;
  }
}
