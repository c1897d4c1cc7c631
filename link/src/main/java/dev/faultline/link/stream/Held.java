package dev.faultline.link.stream;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/**
 * Accepted messages of one stream that have no place in a chunk yet, oldest first: long ones that
 * are added piece by piece, and messages offered by a handler for which the open chunk has no room.
 * The memory is reused.
 */
public final class Held {
  private MemorySegment memory = MemorySegment.NULL;
  private int head;
  private int tail;
  private int count;

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** How long all of them are together. */
  public long bytes() {
    return tail - head - (long) count * Integer.BYTES;
  }

  public void add(MemorySegment source, long offset, int length) {
    long end = (long) tail + Integer.BYTES + length;
    if (end > memory.byteSize()) {
      grow(end - head);
    }
    memory.set(Wire.INT, tail, length);
    MemorySegment.copy(source, offset, memory, tail + Integer.BYTES, length);
    tail += Integer.BYTES + length;
    count++;
  }

  private void grow(long needed) {
    // The first is often the only one, and as long as it gets.
    long size = count == 0 ? needed : Math.max(needed, 2L * (tail - head));
    MemorySegment larger =
        size <= memory.byteSize()
            ? memory
            : MemorySegment.ofArray(new byte[(int) Math.min(size, Integer.MAX_VALUE - 8)]);
    MemorySegment.copy(memory, head, larger, 0, tail - head);
    memory = larger;
    tail -= head;
    head = 0;
  }

  /** The length of the oldest; only when there is one. */
  public int length() {
    return memory.get(Wire.INT, head);
  }

  /** Where the oldest lies: in {@link #memory}, from here on. */
  public long at() {
    return (long) head + Integer.BYTES;
  }

  public MemorySegment memory() {
    return memory;
  }

  public void remove() {
    head += Integer.BYTES + length();
    count--;
    if (count == 0) {
      clear();
    }
  }

  /** Gives the memory up in which messages were; only when there is none. */
  public void free() {
    memory = MemorySegment.NULL;
  }

  public void clear() {
    head = 0;
    tail = 0;
    count = 0;
  }
}
