package dev.faultline.guard.queue;

import dev.faultline.core.Checks;

/**
 * The consumer's half of credits: tells the producer up to which unit it may send.
 *
 * <p>The credit is an absolute number, what was consumed and the window on top, and never a
 * difference or a level. It may therefore be lost, repeated and overtaken on its way: the producer
 * takes the highest that it has seen, and never has more than the window on the way.
 *
 * <p>Not thread-safe: the consumer owns it.
 */
public final class CreditGrantor {
  private final long window;
  private long consumed;
  private long granted;

  /**
   * Creates the state of a consumer that has consumed nothing.
   *
   * @param window how many units may be on the way or wait here, 1 to 1,000,000,000
   */
  public CreditGrantor(int window) {
    this.window = Checks.within("window", window, 1, 1_000_000_000);
    granted = window;
  }

  /** Counts units that have left the consumer's queue. */
  public void consumed(int units) {
    consumed += Checks.within("units", units, 0, Integer.MAX_VALUE);
  }

  /** Up to which unit the producer may send, counted from the first. */
  public long credit() {
    granted = consumed + window;
    return granted;
  }

  /** Whether the producer should hear of more: half of the window was consumed since the last. */
  public boolean isDue() {
    return consumed + window - granted >= Math.max(1, window / 2);
  }
}
