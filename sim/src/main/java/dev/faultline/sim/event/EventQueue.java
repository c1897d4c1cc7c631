package dev.faultline.sim.event;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is going to happen, earliest first, in the order of arrival where times are equal. A
 * four-ary heap over primitive arrays that holds slot numbers; what an event carries stays put in
 * its slot, so that sifting moves two numbers and nothing is allocated for an event.
 */
public final class EventQueue {
  private static final int INITIAL_CAPACITY = 8;
  private static final int INITIAL_CONTENTS = 8;
  private static final int NO_SLOT = -1;

  /** As many bits as a slot's number has. */
  static final int SLOT_BITS = 24;

  private static final int MAX_CAPACITY = 1 << SLOT_BITS;

  private long[] heapTimes = new long[INITIAL_CAPACITY];
  private int[] heapSlots = new int[INITIAL_CAPACITY];
  private int size;

  private long[] sequences = new long[INITIAL_CAPACITY];
  private long[] metas = new long[INITIAL_CAPACITY];
  private long[] extras = new long[INITIAL_CAPACITY];

  /** Only as long as the highest slot of a delivery takes. */
  private long[] contents = new long[INITIAL_CONTENTS];

  private @Nullable Object[] payloads = new @Nullable Object[INITIAL_CAPACITY];
  private int[] nextFree = new int[INITIAL_CAPACITY];
  private int firstFree = NO_SLOT;
  private int slotsUsed;
  private long nextSequence = 1;

  public boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  boolean anyOfNodes() {
    for (int i = 0; i < size; i++) {
      if (EventMeta.isOfNode(metas[heapSlots[i]])) {
        return true;
      }
    }
    return false;
  }

  /** The time of the earliest event; the queue must not be empty. */
  public long firstTime() {
    return heapTimes[0];
  }

  /**
   * Adds an event.
   *
   * @return its sequence number, unique in this queue and never 0; the event's slot is {@link
   *     #lastSlot}
   */
  public long add(long time, long meta, long extra, @Nullable Object payload) {
    long sequence = nextSequence++;
    int slot = hold(sequence, meta, extra, payload);
    if (size == heapTimes.length) {
      heapTimes = Arrays.copyOf(heapTimes, size * 2);
      heapSlots = Arrays.copyOf(heapSlots, size * 2);
    }
    siftUp(size++, time, slot);
    lastSlot = slot;
    return sequence;
  }

  /**
   * Keeps an event in a slot without making it wait for its time: one that was taken out before and
   * happens now.
   */
  int hold(long sequence, long meta, long extra, @Nullable Object payload) {
    int slot = takeSlot();
    sequences[slot] = sequence;
    metas[slot] = meta;
    extras[slot] = extra;
    payloads[slot] = payload;
    return slot;
  }

  private int lastSlot;

  /** The slot of the event that was added last. */
  public int lastSlot() {
    return lastSlot;
  }

  /**
   * Removes the earliest event and returns its slot, whose contents stay readable until {@link
   * #free}.
   */
  public int take() {
    int slot = heapSlots[0];
    size--;
    if (size > 0) {
      siftDown(0, heapTimes[size], heapSlots[size]);
    }
    return slot;
  }

  public long sequence(int slot) {
    return sequences[slot];
  }

  public long meta(int slot) {
    return metas[slot];
  }

  public long extra(int slot) {
    return extras[slot];
  }

  /** What {@link #contents(int, long)} said last of the slot; of a delivery, never of others. */
  public long contents(int slot) {
    return slot < contents.length ? contents[slot] : 0;
  }

  /** What is delivered, as a number. */
  public void contents(int slot, long number) {
    if (slot >= contents.length) {
      contents = Arrays.copyOf(contents, metas.length);
    }
    contents[slot] = number;
  }

  public @Nullable Object payload(int slot) {
    return payloads[slot];
  }

  public void free(int slot) {
    payloads[slot] = null;
    sequences[slot] = 0;
    nextFree[slot] = firstFree;
    firstFree = slot;
  }

  /**
   * Turns a waiting event into one that means nothing, if it is still the one with that sequence
   * number.
   */
  boolean replace(int slot, long sequence, long meta) {
    if (slot >= slotsUsed || sequences[slot] != sequence) {
      return false;
    }
    metas[slot] = meta;
    payloads[slot] = null;
    return true;
  }

  /** Moves the events whose meta is {@code wanted} to other times. */
  void retime(LongPredicate wanted, LongUnaryOperator newTime) {
    boolean moved = false;
    for (int i = 0; i < size; i++) {
      if (wanted.test(metas[heapSlots[i]])) {
        heapTimes[i] = newTime.applyAsLong(heapTimes[i]);
        moved = true;
      }
    }
    if (moved) {
      for (int i = (size - 2) >> 2; i >= 0; i--) {
        siftDown(i, heapTimes[i], heapSlots[i]);
      }
    }
  }

  private int takeSlot() {
    int slot = firstFree;
    if (slot != NO_SLOT) {
      firstFree = nextFree[slot];
      return slot;
    }
    if (slotsUsed == metas.length) {
      int capacity = slotsUsed * 2;
      if (capacity > MAX_CAPACITY) {
        throw new IllegalStateException("more than " + slotsUsed + " events are waiting");
      }
      sequences = Arrays.copyOf(sequences, capacity);
      metas = Arrays.copyOf(metas, capacity);
      extras = Arrays.copyOf(extras, capacity);
      payloads = Arrays.copyOf(payloads, capacity);
      nextFree = Arrays.copyOf(nextFree, capacity);
    }
    return slotsUsed++;
  }

  private void siftUp(int start, long time, int slot) {
    int hole = start;
    while (hole > 0) {
      int parent = (hole - 1) >>> 2;
      // A newcomer has the highest sequence number, so equal times stay where they are.
      if (time >= heapTimes[parent]) {
        break;
      }
      heapTimes[hole] = heapTimes[parent];
      heapSlots[hole] = heapSlots[parent];
      hole = parent;
    }
    heapTimes[hole] = time;
    heapSlots[hole] = slot;
  }

  /**
   * Fills a hole with an event: lets it sink to the bottom, each time to the place of the earliest
   * below it, and puts the event there or as far above as it belongs. Events that are moved come
   * from the bottom, and seldom belong far above it (bottom-up heapsort, Wegener 1993).
   */
  private void siftDown(int start, long time, int slot) {
    long[] times = heapTimes;
    int[] slots = heapSlots;
    int hole = start;
    int child = (hole << 2) + 1;
    while (child + 3 < size) {
      int best = earliestOfFour(times, slots, child);
      times[hole] = times[best];
      slots[hole] = slots[best];
      hole = best;
      child = (hole << 2) + 1;
    }
    if (child < size) {
      int best = child;
      for (int other = child + 1; other < size; other++) {
        if (isEarlier(times[other], slots[other], times[best], slots[best])) {
          best = other;
        }
      }
      times[hole] = times[best];
      slots[hole] = slots[best];
      hole = best;
    }
    while (hole > start) {
      int parent = (hole - 1) >>> 2;
      if (!isEarlier(time, slot, times[parent], slots[parent])) {
        break;
      }
      times[hole] = times[parent];
      slots[hole] = slots[parent];
      hole = parent;
    }
    times[hole] = time;
    slots[hole] = slot;
  }

  /** Two pairs and their winners: the processor need not guess which is earlier. */
  private int earliestOfFour(long[] times, int[] slots, int first) {
    long time0 = times[first];
    long time1 = times[first + 1];
    long time2 = times[first + 2];
    long time3 = times[first + 3];
    int left = time1 < time0 ? first + 1 : first;
    long leftTime = Math.min(time0, time1);
    int right = time3 < time2 ? first + 3 : first + 2;
    long rightTime = Math.min(time2, time3);
    if (time0 == time1 || time2 == time3 || leftTime == rightTime) {
      int best = first;
      for (int other = first + 1; other < first + 4; other++) {
        if (isEarlier(times[other], slots[other], times[best], slots[best])) {
          best = other;
        }
      }
      return best;
    }
    return rightTime < leftTime ? right : left;
  }

  private boolean isEarlier(long time, int slot, long otherTime, int otherSlot) {
    return time < otherTime || time == otherTime && sequences[slot] < sequences[otherSlot];
  }
}
