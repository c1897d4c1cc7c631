package dev.faultline.link.congestion;

/**
 * CUBIC (RFC 9438) with HyStart++ and even pacing: for networks shared with other traffic. The
 * window grows as a cubic function of the time since the last loss, flat around the window at which
 * that loss happened, and never more slowly than Reno's.
 */
public final class Cubic implements CongestionControl {
  /** The constant C of RFC 9438 section 5, in segments per cubic second. */
  private static final double C = 0.4;

  private static final double BETA = 0.7;
  private static final double RENO_ALPHA = 3 * (1 - BETA) / (1 + BETA);
  private static final int INITIAL_PACKETS = 10;
  private static final int LEAST_PACKETS = 2;

  private int packetBytes;
  private HyStart slowStart = new HyStart();

  /** The last measured round-trip time; 0 before the first. */
  private long lastRttNanos;

  /** All in packets. */
  private double window = INITIAL_PACKETS;

  private double threshold = Double.MAX_VALUE;
  private double windowAtLoss;
  private double renoWindow;
  private double secondsToPlateau;
  private long epochStart = -1;

  /**
   * Losses of packets below this number belong to an episode to which the window has already
   * reacted.
   */
  private long episodeEnd;

  /**
   * Starts with a window of ten packets.
   *
   * @param packetBytes length of a full packet
   */
  public Cubic(int packetBytes) {
    if (packetBytes <= 0) {
      throw new IllegalArgumentException(
          "packets of " + packetBytes + " bytes, expected more than 0");
    }
    this.packetBytes = packetBytes;
  }

  @Override
  public void packets(int bytes) {
    packetBytes = bytes;
  }

  @Override
  public long windowBytes() {
    return (long) (window * packetBytes);
  }

  @Override
  public long bytesPerSecond(long smoothedRttNanos) {
    double gain = inSlowStart() ? 2 : 1.25;
    return (long) (gain * window * packetBytes * 1e9 / Math.max(1, smoothedRttNanos));
  }

  private boolean inSlowStart() {
    return window < threshold;
  }

  @Override
  public void acknowledged(
      long now, long bytes, long largestPacket, long nextPacket, long rttNanos, boolean limited) {
    if (rttNanos != Long.MAX_VALUE) {
      lastRttNanos = rttNanos;
    }
    if (largestPacket < episodeEnd || !limited) {
      return;
    }
    if (inSlowStart()) {
      window += (double) slowStart.growth(bytes) / packetBytes;
      if (slowStart.over(largestPacket, nextPacket, rttNanos)) {
        threshold = window;
      }
      return;
    }
    if (epochStart < 0) {
      beginEpoch(now);
    }
    grow(now, (double) bytes / packetBytes);
  }

  private void beginEpoch(long now) {
    epochStart = now;
    renoWindow = window;
    windowAtLoss = Math.max(windowAtLoss, window);
    secondsToPlateau = Math.cbrt((windowAtLoss - window) / C);
  }

  private void grow(long now, double packets) {
    double seconds = (now - epochStart + lastRttNanos) / 1e9 - secondsToPlateau;
    double target =
        Math.clamp(C * seconds * seconds * seconds + windowAtLoss, window, 1.5 * window);
    renoWindow += RENO_ALPHA * packets / renoWindow;
    window = Math.max(renoWindow, window + (target - window) * packets / window);
  }

  @Override
  public void lost(long now, long largestLost, long nextPacket) {
    if (largestLost < episodeEnd) {
      return;
    }
    episodeEnd = nextPacket;
    // Fast convergence: a flow with a loss below its old plateau makes room for other flows.
    windowAtLoss = window < windowAtLoss ? window * (1 + BETA) / 2 : window;
    window = Math.max(LEAST_PACKETS, window * BETA);
    threshold = window;
    epochStart = -1;
  }

  @Override
  public void collapsed(long now) {
    threshold = Math.max(LEAST_PACKETS, window * BETA);
    windowAtLoss = window;
    window = LEAST_PACKETS;
    epochStart = -1;
    slowStart = new HyStart();
  }
}
