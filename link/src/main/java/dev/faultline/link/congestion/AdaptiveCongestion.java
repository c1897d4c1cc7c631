package dev.faultline.link.congestion;

/**
 * A static window on a local network, and {@link Cubic} beyond it: what a link uses unless it is
 * told otherwise. A local network is one whose shortest round trip is below a bound; longer ones do
 * not say that it is far away, since queues make them. Until a short round trip was measured,
 * Cubic's window counts. A loss asks for new evidence: when none of the round trips since the loss
 * before was short, Cubic's window counts again, until one is. So one short round trip, as before a
 * route changed, does not leave a session without congestion control for good. A session that
 * follows its peer to another address begins anew.
 */
public final class AdaptiveCongestion implements CongestionControl {
  /** Round trips below it stay within a building: a switch takes microseconds, a city more. */
  public static final long LAN_NANOS = 1_000_000;

  /** The default static window. */
  public static final long LAN_WINDOW_BYTES = 2 << 20;

  private static final int PACKET_BYTES = 1_408;

  private final long lanNanos;
  private final CongestionControl lan;
  private final Cubic cubic = new Cubic(PACKET_BYTES);
  private int packetBytes = PACKET_BYTES;
  private boolean local;

  /** Whether a round trip was short since the last loss that counted, and where that one ended. */
  private boolean shortSinceLoss;

  private long episodeEnd = Long.MIN_VALUE;

  /** With the bound and the window above. */
  public AdaptiveCongestion() {
    this(LAN_NANOS, LAN_WINDOW_BYTES);
  }

  /**
   * With a bound and a window of its own.
   *
   * @param lanNanos networks with shorter round trips are local
   * @param lanWindowBytes what may be on the way there
   */
  public AdaptiveCongestion(long lanNanos, long lanWindowBytes) {
    this.lanNanos = lanNanos;
    lan = new StaticWindow(lanWindowBytes);
  }

  /** Whether the network counts as a local one. */
  public boolean local() {
    return local;
  }

  private CongestionControl present() {
    return local ? lan : cubic;
  }

  @Override
  public void packets(int bytes) {
    packetBytes = bytes;
    cubic.packets(bytes);
  }

  @Override
  public long windowBytes() {
    return Math.max(packetBytes, present().windowBytes());
  }

  @Override
  public long bytesPerSecond(long smoothedRttNanos) {
    return present().bytesPerSecond(smoothedRttNanos);
  }

  @Override
  public void acknowledged(
      long now, long bytes, long largestPacket, long nextPacket, long rttNanos, boolean limited) {
    if (rttNanos < lanNanos) {
      local = true;
      shortSinceLoss = true;
    }
    if (largestPacket < episodeEnd && nextPacket < episodeEnd) {
      // Packets are numbered anew after a reconnection.
      episodeEnd = Long.MIN_VALUE;
    }
    present().acknowledged(now, bytes, largestPacket, nextPacket, rttNanos, limited);
  }

  @Override
  public void lost(long now, long largestLost, long nextPacket) {
    present().lost(now, largestLost, nextPacket);
    if (largestLost >= episodeEnd || nextPacket < episodeEnd) {
      episodeEnd = nextPacket;
      askAgain();
    }
  }

  @Override
  public void collapsed(long now) {
    present().collapsed(now);
    askAgain();
  }

  private void askAgain() {
    local &= shortSinceLoss;
    shortSinceLoss = false;
  }
}
