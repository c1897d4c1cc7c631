package dev.faultline.runtime.socket;

/**
 * Whether a peer is sent datagrams by UDP or by TCP: by UDP, until it has not answered for a while,
 * then by TCP, and so by turns until it answers. A peer that is silent and one that is not reached
 * look the same, so a way that has worked is only left when nothing has come back for long. One
 * that has never worked is left soon: it may lead nowhere, and the other one may work again.
 *
 * <p>The last datagram before a pause often asks for no answer. So a pause is no silence: where the
 * way has worked, half of the time that it takes to leave it counts at most between two datagrams.
 */
final class ReachedPath {
  /** A way that has never worked may lead nowhere at all. */
  static final long FIRST_NANOS = 500_000_000;

  /**
   * Longer than a peer is silent that is asked once a second, and half as long as sessions wait
   * before they count as broken, unless told otherwise.
   */
  static final long PATIENCE_NANOS = 5_000_000_000L;

  private boolean byTcp;
  private boolean udpWorked;
  private boolean tcpWorked;

  /** Whether the peer was heard by the present way since that is the present one. */
  private boolean heard;

  /** Whether datagrams were sent since the peer was last heard, and how much time counts. */
  private boolean unanswered;

  private long silentNanos;
  private long lastSent;

  /** Which way the next datagram goes. */
  boolean byTcp() {
    return byTcp;
  }

  private boolean worked() {
    return byTcp ? tcpWorked : udpWorked;
  }

  /** A session with the peer begins: the time since the one before was no silence either. */
  void begins(long now) {
    lastSent = Math.max(lastSent - now, -FIRST_NANOS / 4) + now;
  }

  /** A datagram is about to be sent; the way may change before. */
  void sent(long now) {
    long patience = worked() ? PATIENCE_NANOS : FIRST_NANOS;
    long mostCounted = worked() ? patience / 2 : patience;
    silentNanos = unanswered ? silentNanos + Math.min(now - lastSent, mostCounted) : 0;
    unanswered = true;
    lastSent = now;
    if (silentNanos >= patience) {
      turn();
    }
  }

  private void turn() {
    byTcp = !byTcp;
    heard = false;
    silentNanos = 0;
  }

  /**
   * A datagram has come. One that went the other way says nothing of this one, but where nothing
   * has come by this one yet, it shows which is better: answers may take longer than a turn.
   */
  void heard(boolean overTcp) {
    udpWorked |= !overTcp;
    tcpWorked |= overTcp;
    if (overTcp != byTcp && !heard) {
      turn();
    }
    if (overTcp == byTcp) {
      heard = true;
      unanswered = false;
    }
  }
}
