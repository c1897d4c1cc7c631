package dev.faultline.link.recovery;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/**
 * Which packet numbers have arrived: a bitmap over the youngest ones. Packets older than that count
 * as lost; the sender sends their contents again under fresh numbers.
 */
public final class ReceivedPackets {
  public static final int MOST_RANGES = 32;

  private static final int WORDS = 128;
  private static final int BITS = WORDS * Long.SIZE;

  private final long[] bits = new long[WORDS];
  private final long first;
  private long largest;

  /** Nothing has arrived; the first packet will have this number. */
  public ReceivedPackets(long first) {
    this.first = first;
    largest = first - 1;
  }

  public long largest() {
    return largest;
  }

  /** Whether this number has been added before, or is so old that nobody knows. */
  public boolean contains(long packet) {
    return packet <= largest && (packet <= largest - BITS || bit(packet));
  }

  /** Adds a number that is not contained. Returns whether it is the successor of the largest. */
  public boolean add(long packet) {
    boolean next = packet == largest + 1;
    if (packet > largest) {
      if (packet - largest >= BITS) {
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

  private static int word(long packet) {
    return (int) (packet >>> 6) & (WORDS - 1);
  }

  /**
   * Writes what arrived as ranges, youngest first: the length of the first, which ends at the
   * largest number, then gap and length of each older one, four bytes each.
   *
   * @param most ranges to write
   * @return how many were written
   */
  public int write(MemorySegment segment, long at, int most) {
    long floor = Math.max(0, largest - BITS + 1);
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
  }
}
