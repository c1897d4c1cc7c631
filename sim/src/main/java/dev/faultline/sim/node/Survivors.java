package dev.faultline.sim.node;

import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import java.util.function.LongPredicate;

/**
 * Which of the writes since the last sync survive a crash: the oldest, as when they went out in
 * order, or any, as when the disk wrote them in an order of its own.
 */
public final class Survivors {
  private Survivors() {}

  public static LongPredicate of(Adversary adversary, SimNode node) {
    int undecided = node.store().undecidedWrites();
    if (undecided == 0) {
      return write -> false;
    }
    if (undecided > 1
        && adversary.choose(Decision.STORE_ORDER, node.subject, node.incarnation, 2) == 1) {
      return write -> adversary.choose(Decision.WRITE_SURVIVES, node.subject, write, 2) == 1;
    }
    long[] left = {
      adversary.choose(Decision.STORE_SURVIVORS, node.subject, node.incarnation, undecided + 1L)
    };
    return write -> left[0]-- > 0;
  }
}
