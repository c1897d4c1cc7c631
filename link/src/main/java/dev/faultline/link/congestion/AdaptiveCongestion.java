package dev.faultline.link.congestion;

/**
 * The default of a link: a static window on a local network, and {@link Cubic} elsewhere. A network
 * counts as local once one round trip is shorter than a bound; longer round trips do not change
 * that, since queues cause them too. Until a short round trip has been measured, Cubic's window
 * applies. Each loss checks again: if no round trip since the previous loss was short, Cubic's
 * window applies until one is. So a single short round trip, for example before a route changed,
 * does not leave a session without congestion control for ever. When a session's peer moves to
 * another address, the session starts again without evidence.
 */
public final class AdaptiveCongestion implements CongestionControl {
  /**
   * Default bound, in nanoseconds. Shorter round trips stay within a building: a switch takes
   * microseconds, a path across a city takes longer than this.
   */
  public static final long LAN_NANOS = 1_000_000;

  /** The default static window, in bytes. */
  public static final long LAN_WINDOW_BYTES = 2 << 20;

  private static final int PACKET_BYTES = 1_408;

  private final long lanNanos;
  private final CongestionControl lan;
  private final Cubic cubic = new Cubic(PACKET_BYTES);
  private int packetBytes = PACKET_BYTES;
  private boolean local;

  /**
   * Whether a round trip was short since the last loss that counted, and where that loss's episode
   * ended.
   */
  private boolean shortSinceLoss;

  private long episodeEnd = Long.MIN_VALUE;

  /** With the default bound and window. */
  public AdaptiveCongestion() {
    this(LAN_NANOS, LAN_WINDOW_BYTES);
  }

  /**
   * With this bound and window.
   *
   * @param lanNanos a network with a shorter round trip counts as local
   * @param lanWindowBytes how many bytes may be in flight on a local network
   */
  public AdaptiveCongestion(long lanNanos, long lanWindowBytes) {
    this.lanNanos = lanNanos;
    lan = new StaticWindow(lanWindowBytes);
  }

  /** Whether the network counts as local now. */
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
      // Packet numbers start again after a reconnection.
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
