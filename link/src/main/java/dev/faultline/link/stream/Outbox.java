package dev.faultline.link.stream;

import java.util.Arrays;

/**
 * The positions of a logged stream's chunks in the storage: one entry for each chunk that the peer
 * has not fully processed, in a growing ring. Entries are numbered consecutively for the whole
 * incarnation.
 */
public final class Outbox {
  /** Number of the first message that begins in the entry, or after it if none does. */
  private long[] begins = new long[16];

  private long[] positions = new long[16];

  /** How many bytes had been added with the entries before. */
  private long[] before = new long[16];

  private long added;
  private long head;
  private long tail;

  public long head() {
    return head;
  }

  public long tail() {
    return tail;
  }

  public boolean isEmpty() {
    return head == tail;
  }

  public void add(long beginsWith, long position, int bytes) {
    reserve();
    int at = (int) tail & begins.length - 1;
    begins[at] = beginsWith;
    positions[at] = position;
    before[at] = added;
    added += bytes;
    tail++;
  }

  /** Makes room for one entry more, so that to add it needs no memory. */
  public void reserve() {
    if (tail - head == begins.length) {
      grow();
    }
  }

  private void grow() {
    long[] moreBegins = Arrays.copyOf(begins, 2 * begins.length);
    long[] morePositions = Arrays.copyOf(positions, 2 * positions.length);
    long[] moreBefore = Arrays.copyOf(before, 2 * before.length);
    for (long entry = head; entry < tail; entry++) {
      int from = (int) entry & begins.length - 1;
      int to = (int) entry & moreBegins.length - 1;
      moreBegins[to] = begins[from];
      morePositions[to] = positions[from];
      moreBefore[to] = before[from];
    }
    begins = moreBegins;
    positions = morePositions;
    before = moreBefore;
  }

  /** How many bytes of chunks the entries have. */
  public long bytes() {
    return isEmpty() ? 0 : added - before[(int) head & before.length - 1];
  }

  public long position(long entry) {
    return positions[(int) entry & positions.length - 1];
  }

  /** Number of the first message that begins in this entry, or after it. */
  public long begins(long entry) {
    return begins[(int) entry & begins.length - 1];
  }

  /** Number of the first message that begins in the oldest entry, or after it. */
  public long firstMessage() {
    return begins(head);
  }

  /** The position of the oldest entry; the largest number there is when there is none. */
  public long oldestPosition() {
    return isEmpty() ? Long.MAX_VALUE : position(head);
  }

  /** The last entry that a reader has to begin with to see this message whole; −1 for none. */
  public long entryOf(long sequence) {
    long low = head;
    long high = tail;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (begins(middle) <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == head ? -1 : low - 1;
  }

  /**
   * Forgets entries of which every message is forgettable, if all of them are below {@code limit}.
   *
   * @return false, with nothing forgotten, if one is not
   */
  public boolean trim(long forgettable, long last, long limit) {
    long to = head;
    while (to + 1 < tail && begins(to + 1) <= forgettable + 1) {
      to++;
    }
    if (to + 1 == tail && forgettable >= last) {
      to++;
    }
    if (to > limit) {
      return false;
    }
    head = to;
    return true;
  }
}
