package dev.faultline.runtime.channel;

import dev.faultline.runtime.base.Pages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages from any number of threads to one, in a ring outside the heap, without locks and without
 * garbage. A producer claims room by moving the tail and shows its message by writing its length
 * last; the consumer zeroes what it has taken, so that a length is never seen before its bytes.
 */
final class MessageRing {
  private static final int HEADER = 8;
  private static final int PADDING = -1;

  /** Together with how much room was claimed for a message that could not be copied. */
  private static final int NOTHING = Integer.MIN_VALUE;

  private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT;
  private static final VarHandle LENGTH_AT = LENGTH.varHandle();

  private final MemorySegment memory;
  private final int capacity;

  /** Returned by {@link #put} when there is no room now. */
  static final long NO_ROOM = -1;

  /** Returned by {@link #put} after {@link #close}. */
  static final long CLOSED = -2;

  /** Added to the tail when the ring is closed. */
  private static final long CLOSED_BIT = Long.MIN_VALUE;

  private final AtomicLong tail = new AtomicLong();
  private volatile long head;

  /** Is given a message; false leaves it in the ring. */
  @FunctionalInterface
  interface Taker {
    boolean take(long position, MemorySegment memory, long offset, int length);
  }

  /** A ring of so many bytes, a power of two. */
  MessageRing(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", expected a power of two");
    }
    this.capacity = capacity;
    memory = Pages.allocate(capacity);
  }

  /** The longest message: two always fit. */
  int longest() {
    return capacity / 2 - HEADER;
  }

  /**
   * Takes no more messages. Whatever {@code put} has taken by then, and nothing after it, will be
   * drained: a message is never taken and forgotten.
   */
  void close() {
    tail.getAndUpdate(at -> at | CLOSED_BIT);
  }

  /** Whether the ring is closed, and all that it has taken was drained. The consumer's. */
  boolean finished() {
    long at = tail.get();
    return at < 0 && (at & ~CLOSED_BIT) == head;
  }

  /** Whether any message fits now. The consumer's. */
  boolean roomy() {
    long at = tail.get() & ~CLOSED_BIT;
    int untilEnd = capacity - ((int) at & (capacity - 1));
    int longest = capacity / 2;
    int needed = longest <= untilEnd ? longest : untilEnd + longest;
    return at + needed - head <= capacity;
  }

  /** After {@link #finished}: gives the memory back. */
  void release() {
    Pages.release(memory);
  }

  /**
   * Copies a message in; returns its position, {@link #NO_ROOM} or {@link #CLOSED}.
   *
   * @throws IndexOutOfBoundsException if the source is shorter
   * @throws IllegalStateException if the source's arena is closed
   * @throws WrongThreadException if the source belongs to another thread
   */
  long put(MemorySegment source, long offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.byteSize());
    int stored = stored(length);
    while (true) {
      long at = tail.get();
      if (at < 0) {
        return CLOSED;
      }
      int index = (int) at & (capacity - 1);
      int untilEnd = capacity - index;
      int needed = stored <= untilEnd ? stored : untilEnd + stored;
      if (at + needed - head > capacity) {
        return NO_ROOM;
      }
      if (!tail.compareAndSet(at, at + needed)) {
        continue;
      }
      if (stored > untilEnd) {
        LENGTH_AT.setRelease(memory, (long) index, PADDING);
        at += untilEnd;
        index = 0;
      }
      try {
        MemorySegment.copy(source, offset, memory, index + (long) HEADER, length);
      } catch (RuntimeException | Error e) {
        // What was claimed is passed over: the consumer would wait for it for ever.
        LENGTH_AT.setRelease(memory, (long) index, NOTHING | stored);
        throw e;
      }
      // One more, so that an empty message is not taken for none.
      LENGTH_AT.setRelease(memory, (long) index, length + 1);
      return at;
    }
  }

  /** Hands over messages until one is not taken; only the consumer may. Returns how many went. */
  int drain(Taker taker) {
    int count = 0;
    long at = head;
    while (true) {
      int index = (int) at & (capacity - 1);
      int length = (int) LENGTH_AT.getAcquire(memory, (long) index);
      int taken;
      if (length == PADDING) {
        taken = capacity - index;
      } else if (length < 0) {
        taken = length & ~NOTHING;
      } else if (length == 0 || !taker.take(at, memory, index + (long) HEADER, length - 1)) {
        return count;
      } else {
        taken = stored(length - 1);
        count++;
      }
      memory.asSlice(index, taken).fill((byte) 0);
      at += taken;
      head = at;
    }
  }

  private static int stored(int length) {
    return (HEADER + length + HEADER - 1) & -HEADER;
  }
}
