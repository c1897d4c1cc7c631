package dev.faultline.guard.queue;

/**
 * The producer's half of credits: see {@link CreditGrantor}.
 *
 * <p>Not thread-safe: the producer owns it.
 */
public final class CreditedSender {
  private long credit;
  private long sent;

  /**
   * Takes a credit from the consumer. One that was overtaken by a higher one has no effect.
   *
   * @param upTo how many units may have been sent in all
   */
  public void credit(long upTo) {
    credit = Math.max(credit, upTo);
  }

  /** Whether a unit may be sent; if so, it counts as sent. */
  public boolean trySend() {
    if (sent >= credit) {
      return false;
    }
    sent++;
    return true;
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
