package dev.faultline.link.wire;

import java.lang.foreign.MemorySegment;

/**
 * Numbers of packets that arrived and for which there was no memory. The sender is told, so they do
 * not fill its congestion window until they count as lost. If there are too many, or the packet
 * that reports them is lost, they count as lost.
 */
public final class TurnedBack {
  /** So many are remembered at a time; a sender whose stream is refused stops anyway. */
  private static final int MOST = 24;

  /** Longest body of a packet that says so. */
  static final int LONGEST_BODY = MOST * Long.BYTES;

  private static final long[] NONE = new long[0];

  private long[] packets = NONE;
  private int count;

  public void add(long packet) {
    if (packets == NONE && !hasRoom()) {
      return;
    }
    if (count < MOST) {
      packets[count++] = packet;
    }
  }

  /** Most sessions never turn anything back, and need no memory for it. */
  private boolean hasRoom() {
    try {
      packets = new long[MOST];
      return true;
    } catch (OutOfMemoryError e) {
      // Then it counts as lost, too.
      return false;
    }
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public void clear() {
    count = 0;
  }

  /** Writes the numbers, and returns how many bytes they take. */
  public int write(MemorySegment to, long at) {
    for (int i = 0; i < count; i++) {
      to.set(Wire.LONG, at + (long) i * Long.BYTES, packets[i]);
    }
    return count * Long.BYTES;
  }
}
