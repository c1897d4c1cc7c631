package dev.faultline.guard.detect;

/** How a {@link HeartbeatDetector} judged a heartbeat. */
public enum Heard {
  /** The peer is trusted. */
  FRESH,
  /** The newest heartbeat of its peer, but so old that the peer stays suspected. */
  LATE,
  /** A duplicate, or older than one already received: ignored. */
  STALE,
  /**
   * From an earlier incarnation of the peer than the known one: ignored. Tell the peer {@link
   * HeartbeatDetector#incarnation}, so that it takes a higher one; otherwise it stays suspected.
   */
  OLD_INCARNATION,
  /**
   * Its stamp differs by more than an hour from what was expected: ignored, unless eight such
   * heartbeats arrive in a row, as after the sender's machine was suspended.
   */
  ODD,
  /**
   * From a peer that does not exist, or with a negative incarnation: ignored, and counted as
   * misuse.
   */
  MISUSED
}
