package dev.faultline.guard.detect;

/** What a {@link HeartbeatDetector} made of a heartbeat. */
public enum Heard {
  /** The peer is trusted. */
  FRESH,
  /** The newest of its peer, and yet so old that the peer stays suspected. */
  LATE,
  /** Repeated, or overtaken by a newer one: of no effect. */
  STALE,
  /**
   * Of a life of the peer before the one that is known: of no effect. Tell the peer {@link
   * HeartbeatDetector#incarnation}, so that it takes a higher one; else it stays suspected.
   */
  OLD_INCARNATION,
  /**
   * Its stamp lies more than an hour beside what was expected: of no effect, unless eight such come
   * in a row, as after the sender's machine was suspended.
   */
  ODD,
  /** Of a peer that does not exist, or with a negative incarnation: of no effect, and counted. */
  MISUSED
}
