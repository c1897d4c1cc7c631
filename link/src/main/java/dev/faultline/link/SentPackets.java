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

  private static final int FIRST_CAPACITY = 32;

  private final int most;
  private int mask;
  private long[] sentNanos;
  private long[] chunks;
  private int[] streams;
  private int[] bytes;
  private byte[] states;
  private boolean[] resent;

  /** Number of the next packet. */
  long next;

  /** No packet below this one is on the way. */
  long oldest;

  long bytesInFlight;
  int inFlight;

  /** Room for {@code most} packets on the way, a power of two; takes it when it is needed. */
  SentPackets(int most) {
    this(most, Math.min(most, FIRST_CAPACITY));
  }

  private SentPackets(int most, int capacity) {
    this.most = most;
    mask = capacity - 1;
    sentNanos = new long[capacity];
    chunks = new long[capacity];
    streams = new int[capacity];
    bytes = new int[capacity];
    states = new byte[capacity];
    resent = new boolean[capacity];
  }

  private void grow() {
    SentPackets bigger = new SentPackets(most, 2 * (mask + 1));
    for (long packet = floor(); packet < next; packet++) {
      int from = (int) packet & mask;
      int to = (int) packet & bigger.mask;
      bigger.sentNanos[to] = sentNanos[from];
      bigger.chunks[to] = chunks[from];
      bigger.streams[to] = streams[from];
      bigger.bytes[to] = bytes[from];
      bigger.states[to] = states[from];
      bigger.resent[to] = resent[from];
    }
    mask = bigger.mask;
    sentNanos = bigger.sentNanos;
    chunks = bigger.chunks;
    streams = bigger.streams;
    bytes = bigger.bytes;
    states = bigger.states;
    resent = bigger.resent;
  }

  boolean full() {
    return next - oldest >= most;
  }

  /** How far back {@link #state} remembers. */
  long floor() {
    return Math.max(0, next - mask - 1);
  }

  void add(long now, int stream, long chunk, int length, boolean again) {
    if (next - oldest > mask) {
      grow();
    }
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
