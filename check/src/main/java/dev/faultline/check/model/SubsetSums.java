package dev.faultline.check.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sets of open transfers that change the balances by a given difference. Depth first, account
 * by account, with a bound for each account on what the transfers left can still change.
 */
final class SubsetSums {

  private static final int MOST_STEPS = 1 << 18;
  private static final int MOST_SETS = 1 << 15;

  private final BankPart part;
  private boolean complete = true;

  private int[] open = new int[0];
  private long[][] rise = new long[0][];
  private long[][] fall = new long[0][];
  private boolean bounded;
  private int least;
  private int most;
  private int steps;
  private long[] left = new long[0];
  private boolean[] taken = new boolean[0];
  private final List<int[]> found = new ArrayList<>();

  SubsetSums(BankPart part) {
    this.part = part;
  }

  /** Whether no answer was cut short by a limit. */
  boolean isComplete() {
    return complete;
  }

  /**
   * All sets of {@code least} to {@code most} transfers with the difference as their sum; with any
   * sum if that is null. Of two equal transfers the one that is called and returns first is taken
   * first: in an order with the other first they may change places.
   */
  List<int[]> of(int[] transfers, long @Nullable [] difference, int least, int most) {
    open = sorted(transfers);
    bounded = difference != null;
    this.least = least;
    this.most = most;
    steps = 0;
    left = difference == null ? new long[part.accounts()] : difference.clone();
    taken = new boolean[open.length];
    found.clear();
    bound();
    boolean reachable = true;
    for (int a = 0; a < left.length && bounded; a++) {
      reachable &= left[a] <= rise[0][a] && left[a] >= fall[0][a];
    }
    if (reachable) {
      descend(0, 0);
    }
    if (steps > MOST_STEPS || found.size() >= MOST_SETS) {
      complete = false;
    }
    return List.copyOf(found);
  }

  private int[] sorted(int[] transfers) {
    return Arrays.stream(transfers)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(op -> Math.min(part.from(op), part.to(op)))
                .thenComparingInt(op -> Math.max(part.from(op), part.to(op)))
                .thenComparingInt(part::from)
                .thenComparingLong(part::amount)
                .thenComparingInt(op -> op))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void bound() {
    rise = new long[open.length + 1][part.accounts()];
    fall = new long[open.length + 1][part.accounts()];
    for (int i = open.length - 1; i >= 0; i--) {
      rise[i] = rise[i + 1].clone();
      fall[i] = fall[i + 1].clone();
      int op = open[i];
      if (part.from(op) != part.to(op)) {
        fall[i][part.from(op)] -= part.amount(op);
        rise[i][part.to(op)] += part.amount(op);
      }
    }
  }

  private void descend(int i, int size) {
    if (++steps > MOST_STEPS || found.size() >= MOST_SETS) {
      return;
    }
    if (i == open.length) {
      if (size >= least) {
        keep(size);
      }
      return;
    }
    if (size + open.length - i < least) {
      return;
    }
    int op = open[i];
    int from = part.from(op);
    int to = part.to(op);
    if (fits(i + 1, from) && fits(i + 1, to)) {
      descend(i + 1, size);
    }
    if (size < most && !anEqualOneGoesFirst(i)) {
      long amount = from == to ? 0 : part.amount(op);
      left[from] += amount;
      left[to] -= amount;
      taken[i] = true;
      if (fits(i + 1, from) && fits(i + 1, to)) {
        descend(i + 1, size + 1);
      }
      taken[i] = false;
      left[from] -= amount;
      left[to] += amount;
    }
  }

  private boolean fits(int i, int account) {
    return !bounded || left[account] <= rise[i][account] && left[account] >= fall[i][account];
  }

  private boolean anEqualOneGoesFirst(int i) {
    for (int j = i - 1; j >= 0 && part.areEqual(open[j], open[i]); j--) {
      if (!taken[j] && part.isNotLater(open[j], open[i])) {
        return true;
      }
    }
    return false;
  }

  private void keep(int size) {
    int[] set = new int[size];
    int next = 0;
    for (int i = 0; i < open.length; i++) {
      if (taken[i]) {
        set[next++] = open[i];
      }
    }
    found.add(set);
  }
}
