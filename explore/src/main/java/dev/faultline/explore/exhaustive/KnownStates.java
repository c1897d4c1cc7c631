package dev.faultline.explore.exhaustive;

import dev.faultline.explore.UsageException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The states that one partition of a search keeps, by their digests, with what the search calls
 * them. Not thread-safe; a level copies that of the level before, which may be asked for again.
 */
final class KnownStates implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The table has a power of two of slots, at least twice as many. */
  private static final int MOST = (1 << 29) - 1;

  private final long[] digests;
  private final long[] ids;

  /** One more than the number of a state; 0 where there is none. */
  private final int[] slots;

  private int size;

  /** Without any. */
  KnownStates() {
    this.digests = new long[0];
    this.ids = new long[0];
    this.slots = new int[1];
  }

  /**
   * All of those, with room for so many more.
   *
   * @throws UsageException when they are more than one partition can keep
   */
  KnownStates(KnownStates others, int more) {
    int room = room(others.size, more);
    this.digests = Arrays.copyOf(others.digests, 2 * room);
    this.ids = Arrays.copyOf(others.ids, room);
    this.size = others.size;
    int enough = Math.max(1, Integer.highestOneBit(Math.max(1, room)) << 2);
    if (others.slots.length >= 2 * room) {
      this.slots = others.slots.clone();
    } else {
      this.slots = new int[enough];
      for (int number = 0; number < size; number++) {
        slots[slot(digests[2 * number], digests[2 * number + 1])] = number + 1;
      }
    }
  }

  static int room(int size, int more) {
    if (more > MOST - size) {
      throw new UsageException(
          "a partition of the search has to keep more than "
              + MOST
              + " states; give it more"
              + " partitions");
    }
    return size + more;
  }

  /** Adds one that is not there. */
  void add(long first, long second, long id) {
    digests[2 * size] = first;
    digests[2 * size + 1] = second;
    ids[size] = id;
    slots[slot(first, second)] = ++size;
  }

  /** The number of a state, or −1 where it is not there. */
  int find(long first, long second) {
    return slots[slot(first, second)] - 1;
  }

  private int slot(long first, long second) {
    int mask = slots.length - 1;
    int slot = (int) (first >>> 32) & mask;
    while (slots[slot] != 0
        && (digests[2 * (slots[slot] - 1)] != first
            || digests[2 * (slots[slot] - 1) + 1] != second)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  long id(int number) {
    return ids[number];
  }

  int size() {
    return size;
  }
}
