package dev.faultline.link.journal;

/**
 * The sessions of a checkpoint, if they are too many for one record: they are written in parts,
 * over as many commits as the storage needs. Each part is valid from the commit that it is written
 * with; later records have the changes since then, so sessions need not wait (a fuzzy checkpoint).
 */
public final class LongTable {
  private boolean running;
  private int next;
  private int last;
  private long beganAt;

  public boolean running() {
    return running;
  }

  /** Writes all sessions with numbers up to this one. */
  public void begin(int lastNumber) {
    running = true;
    next = 0;
    last = lastNumber;
    beganAt = -1;
  }

  /** The number of the first session that is not written. */
  public int next() {
    return next;
  }

  public boolean complete() {
    return next > last;
  }

  /** Where the first part lies. */
  public long beganAt() {
    return beganAt;
  }

  /** The sessions before this one lie in a part at this position, or in one before. */
  public void stored(long position, int upTo) {
    beganAt = beganAt < 0 ? position : beganAt;
    next = upTo;
  }

  public void over() {
    running = false;
  }
}
