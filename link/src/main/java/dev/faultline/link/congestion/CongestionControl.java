package dev.faultline.link.congestion;

/**
 * Decides how many bytes of a session may be in flight, and how fast they are sent. One instance
 * belongs to one session. Times are those of the session's clock in nanoseconds.
 */
public interface CongestionControl {
  /**
   * Sets the length of a full packet; the window must always have room for one. Called before any
   * other method, and again when the length changes.
   */
  default void packets(int bytes) {}

  /** How many bytes may be in flight now. */
  long windowBytes();

  /**
   * The pacing rate, in bytes per second; 0, the default, for no pacing.
   *
   * @param smoothedRttNanos the current estimate of the round-trip time
   */
  default long bytesPerSecond(long smoothedRttNanos) {
    return 0;
  }

  /**
   * Packets were acknowledged for the first time.
   *
   * @param largestPacket the highest number of an acknowledged packet
   * @param nextPacket number of the next packet to be sent
   * @param rttNanos the round-trip time that this acknowledgement measured; {@link Long#MAX_VALUE}
   *     if it measured none, for example because packets had been retransmitted
   * @param limited whether the window limited what was sent
   */
  void acknowledged(
      long now, long bytes, long largestPacket, long nextPacket, long rttNanos, boolean limited);

  /**
   * Packets were lost.
   *
   * @param largestLost the highest number of a lost packet
   * @param nextPacket number of the next packet to be sent: later losses of packets before it
   *     belong to the same episode
   */
  void lost(long now, long largestLost, long nextPacket);

  /** Nothing was acknowledged for several probe timeouts. */
  void collapsed(long now);
}
