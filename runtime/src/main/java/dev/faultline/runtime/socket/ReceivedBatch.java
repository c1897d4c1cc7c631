package dev.faultline.runtime.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The result of one {@link UdpSocket#receive}: up to {@link #MESSAGES_MAX} messages, each of which
 * holds one datagram, or several of equal size (the last may be shorter) that the kernel has
 * coalesced. Reused from call to call.
 */
public final class ReceivedBatch {
  /** The most messages of one call. */
  public static final int MESSAGES_MAX = 16;

  /** Room for the largest message: the kernel coalesces up to 64 KiB. */
  static final int MESSAGE_BYTES_MAX = 1 << 16;

  final MemorySegment memory;
  final int[] bytes = new int[MESSAGES_MAX];
  final int[] datagramBytes = new int[MESSAGES_MAX];
  final long[] high = new long[MESSAGES_MAX];
  final long[] low = new long[MESSAGES_MAX];
  final int[] port = new int[MESSAGES_MAX];

  /** Reserves memory for a full batch, which lives as long as {@code arena}. */
  public ReceivedBatch(Arena arena) {
    memory = arena.allocate((long) MESSAGES_MAX * MESSAGE_BYTES_MAX, 64);
  }

  /** All messages' memory; the one at {@code index} begins at {@link #offset}. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where the message begins in {@link #memory}. */
  public long offset(int index) {
    return (long) index * MESSAGE_BYTES_MAX;
  }

  /** The length of the message. */
  public int bytes(int index) {
    return bytes[index];
  }

  /** The size of each datagram in the message but the last, which may be shorter; at least 1. */
  public int datagramBytes(int index) {
    return datagramBytes[index];
  }

  /** The upper half of the sender's address, as in {@link UdpAddress}. */
  public long sourceHigh(int index) {
    return high[index];
  }

  /** The lower half of the sender's address, as in {@link UdpAddress}. */
  public long sourceLow(int index) {
    return low[index];
  }

  /** The sender's port. */
  public int sourcePort(int index) {
    return port[index];
  }

  /** The sender as an object; allocates, so only for rare cases. */
  public UdpAddress source(int index) {
    return new UdpAddress(high[index], low[index], port[index]);
  }
}
