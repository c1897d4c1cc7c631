package dev.faultline.link.path;

import java.time.Duration;

/**
 * The longest packet that the path to the peer carries, found from the packets that arrive (RFC
 * 8899, datagram packetization layer path MTU discovery). A pure state machine: it is told which
 * packets were sent, arrived and were lost, and says which size to use and which to try.
 *
 * <p>The search tries the longest packet there may be first, and then halves what is left between
 * the longest that arrived and the shortest that did not. Sizes are bytes of this layer's packets;
 * times are nanoseconds of the session's clock.
 */
public final class PathMtu {
  /** BASE_PLPMTU: what every path is taken to carry, as in QUIC (RFC 9000 section 14). */
  public static final int BASE_BYTES = 1_200;

  /** MAX_PROBES of RFC 8899 section 5.1.2: so many lost probes make a size too long. */
  static final int MOST_PROBES = 3;

  /** The search ends when it cannot find more than this. */
  public static final int STEP_BYTES = 16;

  /** PMTU_RAISE_TIMER of RFC 8899 section 5.1.1. */
  static final long RAISE_NANOS = Duration.ofSeconds(600).toNanos();

  /** So many rounds of long packets lost one after the other, and none that arrived. */
  static final int BLACK_HOLE_ROUNDS = 3;

  /** How long to wait for a search after the second black hole; twice as long after the third. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MOST_DOUBLINGS = 10;
  private static final long NONE = -1;

  /** The phases of RFC 8899 section 5.2; its error phase is a way back to the base. */
  enum Phase {
    /** One size for ever. */
    DISABLED,
    /** Nothing is known of this path, or no more. */
    BASE,
    /** Longer packets are being tried. */
    SEARCHING,
    /** The longest packet is known, as far as it changes anything. */
    COMPLETE
  }

  private final int base;
  private final int longest;
  private Phase phase = Phase.BASE;
  private int bytes;

  /** The shortest size that is known to be too long; more than the longest if none is. */
  private int failed;

  /** The probe on the way, its size, and how many of that size have been sent. */
  private long probe = NONE;

  private int probeBytes;
  private int tries;

  private long searchAt = Long.MIN_VALUE;

  /** Packets before this one went another way, or the same one before it changed. */
  private long since;

  /** The youngest packet longer than the base that arrived. */
  private long carried;

  /** Rounds of losses since then, and the packet with which the next one begins. */
  private int rounds;

  private long nextRound;
  private int blackHoles;
  private long blackHoleAt;

  /**
   * A path of which nothing is known.
   *
   * @param base what to begin with; the whole truth if it is not below {@code longest}
   * @param first number of the first packet
   */
  public PathMtu(int base, int longest, long first) {
    this.base = Math.min(base, longest);
    this.longest = longest;
    restart(first);
    if (base >= longest) {
      phase = Phase.DISABLED;
    }
  }

  Phase phase() {
    return phase;
  }

  /** The longest packet to send, but for probes. */
  public int bytes() {
    return bytes;
  }

  /** Longer packets than this may meet a black hole. */
  public int base() {
    return base;
  }

  // --- changes of the path ---

  /** The peer, or the way to it, is another one from packet {@code next} on. */
  public void restart(long next) {
    blackHoles = 0;
    begin(next);
    searchAt = Long.MIN_VALUE;
  }

  /** The path carries nothing that is longer than the base any more (RFC 8899 section 4.3). */
  public void fallBack(long now, long next) {
    blackHoles = now - blackHoleAt < RAISE_NANOS ? blackHoles + 1 : 1;
    blackHoleAt = now;
    begin(next);
    int doublings = Math.min(blackHoles - 2, MOST_DOUBLINGS);
    searchAt =
        doublings < 0 ? Long.MIN_VALUE : now + Math.min(RAISE_NANOS, PAUSE_NANOS << doublings);
  }

  private void begin(long next) {
    if (phase != Phase.DISABLED) {
      phase = Phase.BASE;
    }
    bytes = base;
    failed = longest + 1;
    probe = NONE;
    tries = 0;
    since = next;
    carried = next - 1;
    rounds = 0;
    nextRound = next;
  }

  // --- the search ---

  /** When {@link #probeBytes} has something to try; the smallest number there is for now. */
  public long probeAt() {
    return phase == Phase.DISABLED || probe != NONE ? Long.MAX_VALUE : searchAt;
  }

  /** The size to try, when it is time for that. */
  public int probeBytes() {
    if (phase == Phase.COMPLETE) {
      failed = longest + 1;
    }
    return failed > longest ? longest : (bytes + failed) >>> 1;
  }

  /** A packet as long as {@link #probeBytes} says is on its way. */
  public void probing(long packet) {
    probeBytes = probeBytes();
    probe = packet;
    tries++;
    phase = Phase.SEARCHING;
  }

  /** A probe has arrived, maybe after it counted as lost. Returns whether that says more. */
  public boolean probeArrived(long now, long packet, int size) {
    if (packet < since) {
      return false;
    }
    if (packet == probe) {
      probe = NONE;
    }
    if (size <= bytes) {
      return false;
    }
    bytes = size;
    failed = Math.max(failed, size + 1);
    tries = 0;
    settle(now);
    return true;
  }

  /** A probe counts as lost, which says something about its size only after several. */
  public void probeLost(long now, long packet) {
    if (packet != probe) {
      return;
    }
    probe = NONE;
    if (tries == MOST_PROBES) {
      failed = probeBytes;
      tries = 0;
      settle(now);
    }
  }

  private void settle(long now) {
    if (bytes == longest) {
      phase = Phase.COMPLETE;
      searchAt = Long.MAX_VALUE;
    } else if (failed <= longest && failed - bytes <= STEP_BYTES) {
      phase = Phase.COMPLETE;
      searchAt = now + RAISE_NANOS;
    }
  }

  // --- black holes ---

  /** A packet longer than the base has arrived. */
  public void arrived(long packet) {
    if (packet > carried) {
      carried = packet;
      rounds = 0;
    }
  }

  /**
   * A packet longer than the base counts as lost. Losses count by rounds: all packets that were
   * sent before a loss was known may have met the same full queue.
   *
   * @param next number of the next packet to be sent
   */
  public void lost(long packet, long next) {
    if (packet > carried && packet >= nextRound) {
      rounds++;
      nextRound = next;
    }
  }

  /** Whether what is longer than the base seems not to arrive any more. */
  public boolean suspectsBlackHole() {
    return rounds >= BLACK_HOLE_ROUNDS && bytes > base;
  }
}
