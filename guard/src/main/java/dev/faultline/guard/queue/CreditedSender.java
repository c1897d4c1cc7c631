package dev.faultline.guard.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The producer's half of credits: see {@link CreditGrantor}.
 *
 * <p>Thread-safe, without locks.
 */
public final class CreditedSender {
  private static final VarHandle CREDIT;
  private static final VarHandle SENT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CREDIT = lookup.findVarHandle(CreditedSender.class, "credit", long.class);
      SENT = lookup.findVarHandle(CreditedSender.class, "sent", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long credit;
  private volatile long sent;

  /**
   * Takes a credit from the consumer. One that was overtaken by a higher one has no effect, nor has
   * a negative one.
   *
   * @param upTo how many units may have been sent in all
   */
  public void credit(long upTo) {
    while (true) {
      long seen = credit;
      if (upTo <= seen || CREDIT.compareAndSet(this, seen, upTo)) {
        return;
      }
    }
  }

  /** Whether a unit may be sent; if so, it counts as sent. */
  public boolean trySend() {
    while (true) {
      long seen = sent;
      // Credit only grows, so what was allowed when it was read still is.
      if (seen >= credit) {
        return false;
      }
      if (SENT.compareAndSet(this, seen, seen + 1)) {
        return true;
      }
    }
  }

  /** How many units may be sent now. */
  public long available() {
    return Math.max(0, credit - sent);
  }

  /** How many units were sent. */
  public long sent() {
    return sent;
  }
}
