package dev.faultline.guard;

import java.util.Arrays;

/**
 * Permits that are out: each is returned once, or expires.
 *
 * <p>A permit is one {@code long}, so that asking for it allocates nothing. It names a slot of this
 * table, how often the slot was used before, and the table. A permit that comes back twice, after
 * its time, or to another table, is told from a good one and has no effect.
 *
 * <p>All permits of a table live equally long, so they expire in the order in which they went out;
 * a list through the slots keeps that order.
 *
 * <p>Not thread-safe: its owner calls it. Times never run backwards (see {@link LatestTime}).
 */
public final class PermitTable extends Padded {
  /** What is returned in place of a permit. */
  public static final long NONE = -1;

  /** What a permit carries when it comes back although it is not out. */
  public static final int UNKNOWN = -1;

  /** Whose permits they are; one bit of a permit tells them apart. */
  public enum Kind {
    /** Those of a breaker. */
    BREAKER,
    /** Those of a bulkhead. */
    BULKHEAD
  }

  private static final int SLOT_BITS = 20;
  private static final int STAMP_BITS = 26;
  private static final int ID_BITS = 16;

  /** The first slots are used most; the rest keeps them apart from the next array. */
  private static final int FIRST_SLOTS = 64;

  private static final int END = -1;

  /** More permits than this are never out at once. */
  public static final int MOST = 1 << SLOT_BITS;

  private final long owner;
  private final long lifeNanos;
  private final int firstSlot;
  private final int slots;
  private long[] deadlines = new long[FIRST_SLOTS];
  private int[] stamps = new int[FIRST_SLOTS];
  private int[] labels = new int[FIRST_SLOTS];
  private int[] next = new int[FIRST_SLOTS];
  private int[] previous = new int[FIRST_SLOTS];
  private boolean[] isOut = new boolean[FIRST_SLOTS];
  private int free = END;
  private int used;
  private int oldest = END;
  private int newest = END;
  private int out;
  private long refused;

  /**
   * Creates an empty table.
   *
   * @param kind of what guard it is
   * @param id tells the permits of this table from those of others of its kind; its lowest 16 bits
   *     count
   * @param lifeNanos how long a permit lives
   */
  public PermitTable(Kind kind, int id, long lifeNanos) {
    this(kind, id, lifeNanos, 0, 1);
  }

  /**
   * Creates one of several empty tables that have one kind and id and share its slots evenly.
   *
   * @param part which of them, from 0; {@link #partOf} tells it from a permit
   * @param parts how many there are, a power of two
   */
  public PermitTable(Kind kind, int id, long lifeNanos, int part, int parts) {
    owner = id & ((1L << ID_BITS) - 1) | (long) kind.ordinal() << ID_BITS;
    this.lifeNanos = lifeNanos;
    slots = MOST / parts;
    firstSlot = part * slots;
  }

  /** In which of so many tables a permit is, if it is in any; 0 or more for every number. */
  public static int partOf(long permit, int parts) {
    return ((int) permit & (MOST - 1)) / (MOST / parts);
  }

  /**
   * Takes a permit out.
   *
   * @param label what {@link #giveBack} and {@link #expire} return, not negative
   * @return the permit, not negative, or {@link #NONE} if the table is full: if {@link #MOST} are
   *     out of a table that does not share its slots
   */
  public long take(int label, long now) {
    if (label < 0) {
      throw new IllegalArgumentException("label is " + label + ", expected 0 or more");
    }
    int slot = emptySlot();
    if (slot == END) {
      return NONE;
    }
    isOut[slot] = true;
    labels[slot] = label;
    deadlines[slot] = now + lifeNanos;
    append(slot);
    out++;
    return owner << (SLOT_BITS + STAMP_BITS) | (long) stamps[slot] << SLOT_BITS | firstSlot + slot;
  }

  /**
   * Gives a permit back.
   *
   * @return its label, or {@link #UNKNOWN} if it is not out: it came back before, has expired, or
   *     belongs to another table
   */
  public int giveBack(long permit) {
    if (!isOut(permit)) {
      refused++;
      return UNKNOWN;
    }
    return remove(slotOf(permit));
  }

  /** The label of a permit, or {@link #UNKNOWN} if it is not out. */
  public int label(long permit) {
    return isOut(permit) ? labels[slotOf(permit)] : UNKNOWN;
  }

  private int slotOf(long permit) {
    return ((int) permit & (MOST - 1)) - firstSlot;
  }

  private boolean isOut(long permit) {
    int slot = slotOf(permit);
    return permit >= 0
        && slot >= 0
        && slot < used
        && permit >>> (SLOT_BITS + STAMP_BITS) == owner
        && (int) (permit >>> SLOT_BITS & ((1 << STAMP_BITS) - 1)) == stamps[slot]
        && isOut[slot];
  }

  /**
   * Ends the permit that went out first, if its time is over.
   *
   * @return its label, or {@link #UNKNOWN} if none has expired; ask again until then
   */
  public int expire(long now) {
    if (oldest == END || now - deadlines[oldest] < 0) {
      return UNKNOWN;
    }
    return remove(oldest);
  }

  /** Whether a permit is out; else {@link #nextDeadline} means nothing. */
  public boolean isAnyOut() {
    return oldest != END;
  }

  /** When the permit that went out first expires. */
  public long nextDeadline() {
    if (oldest == END) {
      throw new IllegalStateException("no permit is out");
    }
    return deadlines[oldest];
  }

  /** How many permits are out. */
  public int out() {
    return out;
  }

  /** How many came back that were not out. */
  public long refused() {
    return refused;
  }

  private int remove(int slot) {
    isOut[slot] = false;
    stamps[slot] = (stamps[slot] + 1) & ((1 << STAMP_BITS) - 1);
    unlink(slot);
    next[slot] = free;
    free = slot;
    out--;
    return labels[slot];
  }

  private int emptySlot() {
    if (free != END) {
      int slot = free;
      free = next[slot];
      return slot;
    }
    if (used == slots) {
      return END;
    }
    if (used == stamps.length) {
      grow(Math.min(slots, 2 * used));
    }
    return used++;
  }

  private void grow(int slots) {
    deadlines = Arrays.copyOf(deadlines, slots);
    stamps = Arrays.copyOf(stamps, slots);
    labels = Arrays.copyOf(labels, slots);
    next = Arrays.copyOf(next, slots);
    previous = Arrays.copyOf(previous, slots);
    isOut = Arrays.copyOf(isOut, slots);
  }

  private void append(int slot) {
    next[slot] = END;
    previous[slot] = newest;
    if (newest == END) {
      oldest = slot;
    } else {
      next[newest] = slot;
    }
    newest = slot;
  }

  private void unlink(int slot) {
    if (previous[slot] == END) {
      oldest = next[slot];
    } else {
      next[previous[slot]] = next[slot];
    }
    if (next[slot] == END) {
      newest = previous[slot];
    } else {
      previous[next[slot]] = previous[slot];
    }
  }
}
