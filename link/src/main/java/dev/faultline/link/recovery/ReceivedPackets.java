package dev.faultline.link.recovery;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;

/**
 * Which packet numbers have arrived: a bitmap of the latest ones. Older packets count as lost; the
 * sender sends their contents again under new numbers. The bitmap's length depends on how many
 * packets arrive between two acknowledgements: with few, it is short.
 */
public final class ReceivedPackets {
  public static final int MOST_RANGES = 32;

  private static final int FIRST_WORDS = 4;
  private static final int MOST_WORDS = 128;

  /** So many acknowledgements in a row say of a packet whether it has arrived. */
  private static final int TOLD_TIMES = 32;

  private final IntFunction<long[]> memory;
  private long[] bits;

  /** Packets up to this one need no more memory than there is. */
  private long enough;

  private final long first;
  private long largest;

  /** Of packets before this one it is unknown whether they have arrived. */
  private long known;

  /** Nothing has arrived; the first packet will have this number. */
  public ReceivedPackets(long first) {
    this(first, long[]::new);
  }

  ReceivedPackets(long first, IntFunction<long[]> memory) {
    this.first = first;
    this.memory = memory;
    bits = memory.apply(FIRST_WORDS);
    largest = first - 1;
    told();
  }

  /** An acknowledgement of all that have arrived is on its way. */
  public void told() {
    enough = bits.length == MOST_WORDS ? Long.MAX_VALUE : largest + (long) capacity() / TOLD_TIMES;
  }

  private int capacity() {
    return bits.length * Long.SIZE;
  }

  /** Goes twice as far back from now on, but not behind what is forgotten. */
  private void grow() {
    long[] more = memory.apply(2 * bits.length);
    known = Math.max(known, largest - capacity() + 1);
    move(more, known - 1);
    long told = enough - (long) capacity() / (2 * TOLD_TIMES);
    enough = bits.length == MOST_WORDS ? Long.MAX_VALUE : told + (long) capacity() / TOLD_TIMES;
  }

  /** Gives back the memory for more than a few. */
  public void rest() {
    if (bits.length > FIRST_WORDS) {
      try {
        move(memory.apply(FIRST_WORDS), largest - FIRST_WORDS * Long.SIZE);
      } catch (OutOfMemoryError e) {
        // To give memory back takes some: then it stays for now.
        return;
      }
      told();
    }
  }

  private void move(long[] to, long after) {
    for (long packet = Math.max(first, after + 1); packet <= largest; packet++) {
      if (bit(packet)) {
        to[(int) (packet >>> 6) & (to.length - 1)] |= 1L << packet;
      }
    }
    bits = to;
  }

  /** How far back is known what has arrived. */
  private long floor() {
    return Math.max(known, largest - capacity() + 1);
  }

  public long largest() {
    return largest;
  }

  /** Whether this number has been added before, or is so old that this is unknown. */
  public boolean contains(long packet) {
    return packet <= largest && (packet < floor() || bit(packet));
  }

  /** Adds a number that is not contained. Returns whether it is the successor of the largest. */
  public boolean add(long packet) {
    boolean next = packet == largest + 1;
    while (packet > enough) {
      grow();
    }
    if (packet > largest) {
      if (packet - largest >= capacity()) {
        java.util.Arrays.fill(bits, 0);
      } else {
        for (long each = largest + 1; each < packet; each++) {
          bits[word(each)] &= ~(1L << each);
        }
      }
      largest = packet;
    }
    bits[word(packet)] |= 1L << packet;
    return next;
  }

  private boolean bit(long packet) {
    return (bits[word(packet)] & 1L << packet) != 0;
  }

  private int word(long packet) {
    return (int) (packet >>> 6) & (bits.length - 1);
  }

  /**
   * Writes what arrived as ranges, youngest first: the length of the first, which ends at the
   * largest number, then gap and length of each older one, four bytes each.
   *
   * @param most ranges to write
   * @return how many were written
   */
  public int write(MemorySegment segment, long at, int most) {
    long floor = floor();
    long to = at;
    long packet = largest;
    int ranges = 0;
    while (packet >= floor && ranges < most) {
      long end = skip(packet, floor, false);
      if (end < floor) {
        break;
      }
      if (ranges > 0) {
        segment.set(Wire.INT, to, (int) (packet - end));
        to += Integer.BYTES;
      }
      packet = skip(end, floor, true);
      segment.set(Wire.INT, to, (int) (end - packet));
      to += Integer.BYTES;
      ranges++;
    }
    return ranges;
  }

  /** The first number from {@code packet} downward, not below floor - 1, whose bit differs. */
  private long skip(long packet, long floor, boolean set) {
    long at = packet;
    while (at >= floor) {
      int within = (int) (at & 63);
      long word = bits[word(at)] << (63 - within);
      int run = Math.min(Long.numberOfLeadingZeros(set ? ~word : word), within + 1);
      at -= run;
      if (run <= within) {
        break;
      }
    }
    return Math.max(at, floor - 1);
  }

  public void clear() {
    java.util.Arrays.fill(bits, 0);
    largest = first - 1;
    known = 0;
    told();
  }
}
