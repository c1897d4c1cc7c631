package dev.faultline.link;

/**
 * Decides how many bytes of a session may be on the way. One instance belongs to one session. Times
 * are those of the session's clock in nanoseconds.
 */
public interface CongestionControl {
  /** How many bytes may be on the way now. */
  long windowBytes();

  /** {@code bytes} were acknowledged, newly. */
  void acknowledged(long now, long bytes, long largestPacket, long rttNanos);

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
