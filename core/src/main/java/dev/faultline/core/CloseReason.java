package dev.faultline.core;

/** Why a {@link Connection} ended, as far as this side can know. */
public enum CloseReason {
  /** One of the sides closed it normally. */
  CLOSED,
  /** The peer is running, but refuses this connection. */
  REFUSED,
  /**
   * The peer does not know this connection (any more): it crashed and came back, or the network cut
   * it off.
   */
  RESET,
  /** The peer acknowledged nothing for too long. */
  TIMED_OUT
}
