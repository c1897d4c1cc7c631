package dev.faultline.link;

/**
 * A static window on a local network, and {@link Cubic} beyond it: what a link uses unless it is
 * told otherwise. A local network is one whose shortest round trip is below a bound; longer ones do
 * not say that it is far away, since queues make them. Until a short round trip was measured,
 * Cubic's window counts. A loss ends that until the next short round trip: one short round trip, as
 * before a route changed or a network was congested, does not leave a session without congestion
 * control for good. A session that follows its peer to another address begins anew.
 */
public final class AdaptiveCongestion implements CongestionControl {
  /** Round trips below it stay within a building: a switch takes microseconds, a city more. */
  public static final long LAN_NANOS = 1_000_000;

  /** The static window, unless told otherwise. */
  public static final long LAN_WINDOW_BYTES = 2 << 20;

  private static final int PACKET_BYTES = 1_408;

  private final long lanNanos;
  private final CongestionControl lan;
  private final Cubic cubic = new Cubic(PACKET_BYTES);
  private int packetBytes = PACKET_BYTES;
  private boolean local;

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
    local |= rttNanos < lanNanos;
    present().acknowledged(now, bytes, largestPacket, nextPacket, rttNanos, limited);
  }

  @Override
  public void lost(long now, long largestLost, long nextPacket) {
    cubic.lost(now, largestLost, nextPacket);
    local = false;
  }

  @Override
  public void collapsed(long now) {
    cubic.collapsed(now);
    local = false;
  }
}
