package dev.faultline.link.congestion;

/**
 * Decides how many bytes of a session may be on the way, and how fast they leave. One instance
 * belongs to one session. Times are those of the session's clock in nanoseconds.
 */
public interface CongestionControl {
  /**
   * The length of a full packet, which the window must always have room for; called before all
   * else, and again when it changes.
   */
  default void packets(int bytes) {}

  /** How many bytes may be on the way now. */
  long windowBytes();

  /**
   * How many bytes may leave in a second, evenly; 0, as it is unless overridden, for all at once.
   *
   * @param smoothedRttNanos the present estimate of a round trip
   */
  default long bytesPerSecond(long smoothedRttNanos) {
    return 0;
  }

  /**
   * Packets were acknowledged, newly.
   *
   * @param largestPacket number of the youngest packet that is acknowledged
   * @param nextPacket number of the next packet to be sent
   * @param rttNanos the round trip that this acknowledgement has measured, {@link Long#MAX_VALUE}
   *     if it has measured none, as when packets had been sent again
   * @param limited whether it was the window that kept more from being sent
   */
  void acknowledged(
      long now, long bytes, long largestPacket, long nextPacket, long rttNanos, boolean limited);

  /**
   * Packets were lost.
   *
   * @param largestLost number of the youngest packet that was lost
   * @param nextPacket number of the next packet to be sent: a loss of a packet before it belongs to
   *     the same episode
   */
  void lost(long now, long largestLost, long nextPacket);

  /** Nothing came through for several probe timeouts. */
  void collapsed(long now);
}
