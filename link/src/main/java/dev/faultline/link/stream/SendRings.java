package dev.faultline.link.stream;

import dev.faultline.link.LinkOptions;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rings of an endpoint's streams that send. A stream has one only while it has something to
 * send, and begins with a small one: most streams are idle most of the time. Some that were given
 * back are kept for the next ones, so that streams which send now and then make no garbage, as far
 * as no more of them have a ring at once.
 */
public final class SendRings {
  /** A ring becomes so many times larger when it is too small. */
  static final int GROWTH = 4;

  private static final int FIRST_PART = 16;
  private static final int FIRST_MOST = 16;
  private static final int FIRST_LEAST = 2;

  /** Of each size as many are kept as have together the slots of so many of the largest. */
  private static final int KEPT_LARGEST = 2;

  private final int most;
  private final int first;
  private final int packetBytes;
  private final LongFunction<MemorySegment> memory;
  private final Consumer<MemorySegment> released;
  private final @Nullable SendRing[][] kept;
  private final int[] counts;

  /** The stream that was the last to send chunks for good in this poll. */
  private @Nullable SentChunks spent;

  public SendRings(LinkOptions options, Consumer<MemorySegment> released) {
    this.released = released;
    most = options.sendPackets();
    packetBytes = options.packetBytes();
    memory = options.memory();
    first = Math.clamp(most / FIRST_PART, Math.min(most, FIRST_LEAST), FIRST_MOST);
    int sizes = 1;
    for (int capacity = first; capacity < most; capacity = larger(capacity)) {
      sizes++;
    }
    kept = new SendRing[sizes][];
    for (int size = 0; size < sizes; size++) {
      kept[size] = new SendRing[KEPT_LARGEST * most / capacity(size)];
    }
    counts = new int[sizes];
  }

  /** How many slots the smallest ring has. */
  int first() {
    return first;
  }

  private int larger(int capacity) {
    return Math.min(GROWTH * capacity, most);
  }

  /** The next smaller size. */
  int smaller(int capacity) {
    int size = first;
    while (larger(size) < capacity) {
      size = larger(size);
    }
    return size;
  }

  private int size(int slots) {
    int size = 0;
    for (int capacity = first; capacity < slots; capacity = larger(capacity)) {
      size++;
    }
    return size;
  }

  private int capacity(int size) {
    int capacity = first;
    for (int i = 0; i < size; i++) {
      capacity = larger(capacity);
    }
    return capacity;
  }

  /**
   * A ring of so many slots or more, in which nothing counts.
   *
   * @param stride how long each slot is
   * @throws OutOfMemoryError if there is no memory for it
   */
  SendRing take(int slots, int stride) {
    int size = size(slots);
    @Nullable SendRing[] of = kept[size];
    if (stride == packetBytes && counts[size] > 0) {
      SendRing ring = of[--counts[size]];
      of[counts[size]] = null;
      if (ring != null) {
        return ring;
      }
    }
    int capacity = capacity(size);
    MemorySegment bytes = memory.apply((long) capacity * stride);
    try {
      return new SendRing(capacity, stride, bytes);
    } catch (OutOfMemoryError e) {
      released.accept(bytes);
      throw e;
    }
  }

  /** The stream has nothing to send any more, and nothing of the ring is on its way out. */
  void giveBack(SendRing ring) {
    int size = size(ring.capacity());
    @Nullable SendRing[] of = kept[size];
    if (ring.stride == packetBytes && counts[size] < of.length) {
      ring.clear();
      of[counts[size]++] = ring;
    } else {
      drop(ring);
    }
  }

  /** The ring is not needed any more, though datagrams in it may still be on their way out. */
  void drop(SendRing ring) {
    if (ring.slots.byteSize() > 0) {
      released.accept(ring.slots);
    }
  }

  /**
   * The stream has sent chunks that are not needed any more, and is to hear when the poll is over.
   *
   * @return the stream that came before it
   */
  @Nullable SentChunks spent(SentChunks chunks) {
    SentChunks before = spent;
    spent = chunks;
    return before;
  }

  /** What the egress was given belongs to the streams again. */
  public void pollOver() {
    SentChunks chunks = spent;
    spent = null;
    while (chunks != null) {
      chunks = chunks.pollOver();
    }
  }
}
