package dev.faultline.check.model;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Orders of a set of transfers that keep real time and overdraw no account. */
final class TransferOrders {

  private static final int MOST_STEPS = 1 << 14;

  private final BankPart part;
  private boolean complete = true;

  TransferOrders(BankPart part) {
    this.part = part;
  }

  /** Whether no answer was cut short by a limit. */
  boolean isComplete() {
    return complete;
  }

  /** An order, or null if there is none or it was not found within a limit. */
  int @Nullable [] of(long[] from, int[] transfers) {
    for (long balance : from) {
      if (balance < 0) {
        return null;
      }
    }
    if (transfers.length == 0) {
      return transfers;
    }
    int[] ids = transfers.clone();
    Arrays.sort(ids);
    int[] order = new int[ids.length];
    if (ids.length > Long.SIZE) {
      complete = false;
      return null;
    }
    return new Attempt(ids, from.clone(), order).place(0, 0) ? order : null;
  }

  private final class Attempt {
    private final int[] ids;
    private final long[] balances;
    private final int[] order;
    private final Set<Long> failed = new HashSet<>();

    Attempt(int[] ids, long[] balances, int[] order) {
      this.ids = ids;
      this.balances = balances;
      this.order = order;
    }

    boolean place(int count, long done) {
      if (count == ids.length) {
        return true;
      }
      for (int i = 0; i < ids.length; i++) {
        int op = ids[i];
        if ((done & 1L << i) != 0
            || balances[part.from(op)] < part.amount(op)
            || !mayBeNext(op, done)) {
          continue;
        }
        long next = done | 1L << i;
        if (failed.contains(next)) {
          continue;
        }
        part.move(balances, op);
        order[count] = op;
        if (place(count + 1, next)) {
          return true;
        }
        part.moveBack(balances, op);
        if (failed.size() >= MOST_STEPS) {
          complete = false;
          return false;
        }
        failed.add(next);
      }
      return false;
    }

    private boolean mayBeNext(int op, long done) {
      for (int i = 0; i < ids.length; i++) {
        if ((done & 1L << i) == 0 && part.precedes(ids[i], op)) {
          return false;
        }
      }
      return true;
    }
  }
}
