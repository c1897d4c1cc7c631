package dev.faultline.guard.queue;

import dev.faultline.core.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The consumer's half of credits: tells the producer up to which unit it may send.
 *
 * <p>The credit is an absolute number, what was consumed and the window on top, and never a
 * difference or a level. It may therefore be lost, repeated and overtaken on its way: the producer
 * takes the highest that it has seen, and never has more than the window on the way. Units may not
 * be lost: one that never arrives takes its place for good, unless {@link #consumed} counts it too.
 *
 * <p>Thread-safe, without locks.
 */
public final class CreditGrantor {
  private static final VarHandle CONSUMED;
  private static final VarHandle GRANTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CONSUMED = lookup.findVarHandle(CreditGrantor.class, "consumed", long.class);
      GRANTED = lookup.findVarHandle(CreditGrantor.class, "granted", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long window;

  @SuppressWarnings("unused") // written through CONSUMED
  private volatile long consumed;

  private volatile long granted;
  private volatile long misused;

  /**
   * Creates the state of a consumer that has consumed nothing.
   *
   * @param window how many units may be on the way or wait here, 1 to 1,000,000,000
   * @throws IllegalArgumentException if it is out of its range
   */
  public CreditGrantor(int window) {
    this.window = Checks.within("window", window, 1, 1_000_000_000);
    granted = window;
  }

  /**
   * Counts units that have left the consumer's queue.
   *
   * @param units 0 or more; a negative number is counted in {@link #misused()} and has no effect
   */
  public void consumed(int units) {
    if (units < 0) {
      synchronized (this) {
        misused++;
      }
      return;
    }
    CONSUMED.getAndAdd(this, (long) units);
  }

  /** Up to which unit the producer may send, counted from the first. */
  public long credit() {
    long now = consumed + window;
    while (true) {
      long seen = granted;
      // Another thread may have granted more meanwhile.
      if (seen >= now || GRANTED.compareAndSet(this, seen, now)) {
        return Math.max(seen, now);
      }
    }
  }

  /** Whether the producer should hear of more: half of the window was consumed since the last. */
  public boolean isDue() {
    return consumed + window - granted >= Math.max(1, window / 2);
  }

  /** How often a negative number of units was consumed. */
  public long misused() {
    return misused;
  }
}
