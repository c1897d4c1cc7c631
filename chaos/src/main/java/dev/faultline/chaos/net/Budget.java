package dev.faultline.chaos.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all connections together hold back. A connection stops reading when it holds as much as
 * one may, or when all hold as much as all may and it holds more than a little: then the sender is
 * slowed down by TCP, and memory stays bounded whatever the latency and the bandwidth are.
 */
public final class Budget {
  /** What one direction may hold: 32 MiB, as much as Toxiproxy queues for its latency toxic. */
  static final long OF_ONE = 32L << 20;

  /** What each may hold however much the others do, so that none stands still. */
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

  /** Whether one that holds so much may take more. */
  boolean mayTakeMore(long heldByOne) {
    return heldByOne < ALWAYS || (heldByOne < OF_ONE && held.get() < ofAll);
  }

  /**
   * How many bytes, at most {@code most}, one may read at a time, although its receiver may take
   * none of them. A little where memory is full: ten thousand that hold nothing yet may all read.
   *
   * @param least without which nothing can be read at all
   */
  int mayRead(int least, int most) {
    return held.get() < ofAll ? most : Math.min(most, Math.max(least, (int) ALWAYS));
  }

  /** Whether one may read so much at a time, although its receiver may take none of it. */
  boolean mayTakeBlock(long bytes) {
    return held.get() + bytes < ofAll / 2;
  }

  /** How many bytes are held back now. */
  public long heldBytes() {
    return held.get();
  }
}
