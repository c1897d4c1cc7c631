package dev.faultline.guard.admission;

import dev.faultline.guard.PermitTable;
import dev.faultline.guard.Stripe;

/** What threads decide about one bulkhead without asking the whole of it. Guarded by its lock. */
final class BulkheadStripe extends Stripe {
  /** In place of a permit: the whole has to decide. */
  static final long ASK_WHOLE = -2;

  private final PermitTable permits;
  private int least = -1;
  private int most;
  private int fullFrom = Integer.MAX_VALUE;
  private final int[] refused = new int[Priority.values().length];

  BulkheadStripe(PermitTable permits) {
    this.permits = permits;
  }

  /** The permits that were given here. */
  PermitTable permits() {
    return permits;
  }

  /**
   * Says what is given here.
   *
   * @param least the ordinal of the least important work that finds room, whatever the other
   *     stripes give; what is less important has to ask the whole
   * @param more how many permits may be out here, beside those that are
   * @param fullFrom the ordinal of the most important work that is refused until a permit comes
   *     back, which the whole has to be told
   */
  void allow(int least, int more, int fullFrom) {
    this.least = least;
    most = permits.out() + more;
    this.fullFrom = fullFrom;
  }

  /** A permit, {@link Bulkhead#REFUSED} or {@link #ASK_WHOLE}. */
  long tryAcquire(Priority priority, long nowNanos) {
    if (!isCalm(nowNanos)) {
      return ASK_WHOLE;
    }
    if (priority.ordinal() >= fullFrom) {
      refused[priority.ordinal()]++;
      return Bulkhead.REFUSED;
    }
    if (priority.ordinal() > least || permits.out() >= most) {
      return ASK_WHOLE;
    }
    long permit = permits.take(Bulkhead.HAS_ROOM_BESIDE, now());
    return permit == PermitTable.NONE ? ASK_WHOLE : permit;
  }

  /** Whether a permit may come back without the whole being told. */
  boolean canTakeBack(long nowNanos) {
    return isCalm(nowNanos) && fullFrom == Integer.MAX_VALUE;
  }

  int takeRefused(Priority priority) {
    int count = refused[priority.ordinal()];
    refused[priority.ordinal()] = 0;
    return count;
  }
}
