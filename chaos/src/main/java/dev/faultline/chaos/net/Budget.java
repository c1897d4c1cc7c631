package dev.faultline.chaos.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory that all connections together hold back. A connection stops reading when it
 * reaches its own limit, or when all together reach the total limit and it holds more than a small
 * guaranteed amount. TCP then slows the sender down, and memory stays bounded for any latency and
 * bandwidth.
 */
public final class Budget {
  /** The limit of one direction: 32 MiB, as much as Toxiproxy queues for its latency toxic. */
  static final long OF_ONE = 32L << 20;

  /** The amount each direction may always hold, so that none stalls. */
  static final long ALWAYS = 4L << 10;

  private final long ofAll;
  private final AtomicLong held = new AtomicLong();

  /** A budget of {@code ofAll} bytes. */
  public Budget(long ofAll) {
    this.ofAll = ofAll;
  }

  void add(long bytes) {
    held.addAndGet(bytes);
  }

  /** Whether a direction that holds this many bytes may take more. */
  boolean mayTakeMore(long heldByOne) {
    return heldByOne < ALWAYS || (heldByOne < OF_ONE && held.get() < ofAll);
  }

  /**
   * How many bytes, at most {@code most}, a direction may read at a time, even if its receiver
   * takes none of them. The amount is small when memory is full, because ten thousand directions
   * that hold nothing may all read.
   *
   * @param least the smallest amount that can be read at all
   */
  int mayRead(int least, int most) {
    return held.get() < ofAll ? most : Math.min(most, Math.max(least, (int) ALWAYS));
  }

  /** Whether a direction may read this much at a time, even if its receiver takes none of it. */
  boolean mayTakeBlock(long bytes) {
    return held.get() + bytes < ofAll / 2;
  }

  /** How many bytes are held back now. */
  public long heldBytes() {
    return held.get();
  }
}
