package dev.faultline.link.recovery;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * What each packet in flight carried and when it was sent: a ring of the latest packet numbers.
 * Every transmission has its own number, so an acknowledgement always tells which one arrived (RFC
 * 9002 section 3), and losses are found from the order of numbers.
 */
public final class SentPackets {
  static final byte NONE = 0;
  public static final byte IN_FLIGHT = 1;
  public static final byte ACKED = 2;
  public static final byte LOST = 3;

  private static final int FIRST_CAPACITY = 8;

  /** What is known of a packet in one word: state, whether sent again, fragment, bytes, stream. */
  private static final long STATE = 3;

  private static final long RESENT = 4;
  private static final int FRAGMENT_SHIFT = 3;
  private static final int FRAGMENT = 0x1F;
  private static final int BYTES_SHIFT = 8;
  private static final int STREAM_SHIFT = 32;

  private final int most;
  private final long first;
  private final IntFunction<long[]> memory;
  private int mask;
  private long[] sentNanos;
  private long[] chunks;
  private long[] facts;

  /** Number of the next packet. */
  public long next;

  /** No packet below this one is on the way. */
  public long oldest;

  public long bytesInFlight;
  public int inFlight;

  /**
   * Room for {@code most} packets on the way, a power of two; takes it when it is needed.
   *
   * @param first number of the first packet
   */
  public SentPackets(int most, long first) {
    this(most, first, long[]::new);
  }

  SentPackets(int most, long first, IntFunction<long[]> memory) {
    this(most, first, memory, Math.min(most, FIRST_CAPACITY));
  }

  private SentPackets(int most, long first, IntFunction<long[]> memory, int capacity) {
    this.memory = memory;
    this.most = most;
    this.first = first;
    next = first;
    oldest = first;
    mask = capacity - 1;
    sentNanos = memory.apply(capacity);
    chunks = memory.apply(capacity);
    facts = memory.apply(capacity);
  }

  /** Remembers so many of the youngest packets from now on. */
  private void resize(int capacity) {
    SentPackets other = new SentPackets(most, first, memory, capacity);
    for (long packet = Math.max(floor(), next - capacity); packet < next; packet++) {
      int from = (int) packet & mask;
      int to = (int) packet & other.mask;
      other.sentNanos[to] = sentNanos[from];
      other.chunks[to] = chunks[from];
      other.facts[to] = facts[from];
    }
    mask = other.mask;
    sentNanos = other.sentNanos;
    chunks = other.chunks;
    facts = other.facts;
  }

  /** Gives back the memory for more than a few packets, if no more than that are on the way. */
  public void rest() {
    if (mask >= FIRST_CAPACITY && next - oldest <= FIRST_CAPACITY) {
      try {
        resize(FIRST_CAPACITY);
      } catch (OutOfMemoryError e) {
        // To give memory back takes some: then it stays for now.
        return;
      }
    }
  }

  public boolean full() {
    return next - oldest >= most;
  }

  /** How far back {@link #state} remembers. */
  public long floor() {
    return Math.max(first, next - mask - 1);
  }

  public void add(long now, int stream, long chunk, int length, boolean again) {
    add(now, stream, chunk, -1, length, again);
  }

  /**
   * Puts the next packet on the way.
   *
   * @param fragment of the chunk that it carries; −1 if it carries the whole one
   */
  public void add(long now, int stream, long chunk, int fragment, int length, boolean again) {
    if (next - oldest > mask) {
      resize(2 * (mask + 1));
    }
    int at = (int) next & mask;
    sentNanos[at] = now;
    chunks[at] = chunk;
    facts[at] =
        (long) stream << STREAM_SHIFT
            | (long) length << BYTES_SHIFT
            | (long) (fragment + 1) << FRAGMENT_SHIFT
            | (again ? RESENT : 0)
            | IN_FLIGHT;
    next++;
    inFlight++;
    bytesInFlight += length;
  }

  public byte state(long packet) {
    return (byte) (facts[(int) packet & mask] & STATE);
  }

  public long sentNanos(long packet) {
    return sentNanos[(int) packet & mask];
  }

  public long chunk(long packet) {
    return chunks[(int) packet & mask];
  }

  /** Which fragment of its chunk the packet carries; −1 for the whole one. */
  public int fragment(long packet) {
    return (((int) facts[(int) packet & mask] >>> FRAGMENT_SHIFT) & FRAGMENT) - 1;
  }

  /** The stream whose chunk the packet carries, negative for a packet without one. */
  public int stream(long packet) {
    return (int) (facts[(int) packet & mask] >> STREAM_SHIFT);
  }

  /** Whether what the packet carries had been sent before. */
  public boolean resent(long packet) {
    return (facts[(int) packet & mask] & RESENT) != 0;
  }

  public int bytes(long packet) {
    return bytesOf(facts[(int) packet & mask]);
  }

  private static int bytesOf(long facts) {
    return (int) facts >>> BYTES_SHIFT;
  }

  /** Takes a packet off the way: it has arrived, or counts as lost. */
  public void settle(long packet, byte state) {
    int at = (int) packet & mask;
    long known = facts[at];
    if ((known & STATE) == IN_FLIGHT) {
      inFlight--;
      bytesInFlight -= bytesOf(known);
    }
    facts[at] = known & ~STATE | state;
  }

  /** Moves {@link #oldest} over packets that are settled. */
  public void advance() {
    while (oldest < next && state(oldest) != IN_FLIGHT) {
      oldest++;
    }
  }

  /** Nothing will be sent any more: what is known of packets is not needed. */
  public void free() {
    mask = 0;
    facts = new long[1];
    chunks = new long[1];
    sentNanos = new long[1];
    clear();
  }

  /** Forgets all packets; numbers start again with the first. */
  public void clear() {
    Arrays.fill(facts, NONE);
    next = first;
    oldest = first;
    bytesInFlight = 0;
    inFlight = 0;
  }
}
