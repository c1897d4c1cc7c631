package dev.faultline.link;

/**
 * What each packet on the way carried and when it was sent: a ring over the youngest packet
 * numbers. Every transmission has a number of its own, so an acknowledgement always says which one
 * arrived (RFC 9002 section 3), and losses are found from the order of numbers.
 */
final class SentPackets {
  static final byte NONE = 0;
  static final byte IN_FLIGHT = 1;
  static final byte ACKED = 2;
  static final byte LOST = 3;

  private final int mask;
  private final long[] sentNanos;
  private final long[] chunks;
  private final int[] streams;
  private final int[] bytes;
  private final byte[] states;
  private final boolean[] resent;

  /** Number of the next packet. */
  long next;

  /** No packet below this one is on the way. */
  long oldest;

  long bytesInFlight;
  int inFlight;

  SentPackets(int capacity) {
    mask = capacity - 1;
    sentNanos = new long[capacity];
    chunks = new long[capacity];
    streams = new int[capacity];
    bytes = new int[capacity];
    states = new byte[capacity];
    resent = new boolean[capacity];
  }

  boolean full() {
    return next - oldest > mask;
  }

  /** How far back {@link #state} remembers. */
  long floor() {
    return Math.max(0, next - mask - 1);
  }

  void add(long now, int stream, long chunk, int length, boolean again) {
    int at = (int) next & mask;
    sentNanos[at] = now;
    chunks[at] = chunk;
    streams[at] = stream;
    bytes[at] = length;
    states[at] = IN_FLIGHT;
    resent[at] = again;
    next++;
    inFlight++;
    bytesInFlight += length;
  }

  byte state(long packet) {
    return states[(int) packet & mask];
  }

  long sentNanos(long packet) {
    return sentNanos[(int) packet & mask];
  }

  long chunk(long packet) {
    return chunks[(int) packet & mask];
  }

  /** The stream whose chunk the packet carries, negative for a packet without one. */
  int stream(long packet) {
    return streams[(int) packet & mask];
  }

  /** Whether what the packet carries had been sent before. */
  boolean resent(long packet) {
    return resent[(int) packet & mask];
  }

  int bytes(long packet) {
    return bytes[(int) packet & mask];
  }

  /** Takes a packet off the way: it has arrived, or counts as lost. */
  void settle(long packet, byte state) {
    int at = (int) packet & mask;
    if (states[at] == IN_FLIGHT) {
      inFlight--;
      bytesInFlight -= bytes[at];
    }
    states[at] = state;
  }

  /** Moves {@link #oldest} over packets that are settled. */
  void advance() {
    while (oldest < next && states[(int) oldest & mask] != IN_FLIGHT) {
      oldest++;
    }
  }

  /** Forgets all packets; numbers start again at 0. */
  void clear() {
    java.util.Arrays.fill(states, NONE);
    next = 0;
    oldest = 0;
    bytesInFlight = 0;
    inFlight = 0;
  }
}
