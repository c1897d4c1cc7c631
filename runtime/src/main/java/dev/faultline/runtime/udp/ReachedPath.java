package dev.faultline.runtime.udp;

/**
 * Whether a peer is sent datagrams by UDP or by TCP: by UDP, until it has not answered for a while,
 * then by TCP, and so by turns until it answers. A peer that is silent and one that is not reached
 * look the same, so what works is only left when nothing has come back for long.
 *
 * <p>The last datagram before a pause often asks for no answer. So a pause is no silence: between
 * two datagrams, half of the time that it takes to change the way counts at most.
 */
final class ReachedPath {
  /** A peer that has never been heard may be beyond what lets UDP through at all. */
  static final long FIRST_NANOS = 500_000_000;

  /**
   * Longer than a peer is silent that is asked once a second, and half as long as sessions wait
   * before they count as broken, unless told otherwise.
   */
  static final long PATIENCE_NANOS = 5_000_000_000L;

  private boolean byTcp;
  private boolean first = true;

  /** Whether datagrams were sent since the peer was last heard, and how much time counts. */
  private boolean unanswered;

  private long silentNanos;
  private long lastSent;

  /** Which way the next datagram goes. */
  boolean byTcp() {
    return byTcp;
  }

  /** A datagram is about to be sent; the way may change before. */
  void sent(long now) {
    long patience = first ? FIRST_NANOS : PATIENCE_NANOS;
    silentNanos = unanswered ? silentNanos + Math.min(now - lastSent, patience / 2) : 0;
    unanswered = true;
    lastSent = now;
    if (silentNanos >= patience) {
      byTcp = !byTcp;
      first = false;
      silentNanos = 0;
    }
  }

  /** A datagram has come; one that went the other way says nothing of this one. */
  void heard(boolean overTcp) {
    if (overTcp == byTcp) {
      unanswered = false;
      first = false;
    }
  }
}
