package dev.faultline.link;

/** Why a session has ended. */
public enum SessionEnd {
  /** This side closed it. The peer confirmed that, or could not be reached. */
  CLOSED,
  /** The peer closed it. */
  CLOSED_BY_PEER,
  /** The peer was silent for {@link LinkOptions#expiry}. */
  SESSION_EXPIRED,
  /**
   * One side has lost the session's state: a process without a disk has restarted, or a disk was
   * lost. Which messages were delivered is unknown; a new session starts from scratch.
   */
  SESSION_LOST,
  /** A later incarnation of this side has taken over the session. */
  FENCED,
  /**
   * The peer has another protocol version, or only one of the two sides has a storage, or the peer
   * sent an invalid value, which {@link Session#endDetail} names.
   */
  REFUSED,
  /** The storage failed; nothing more is acknowledged. */
  STORAGE_FAILED,
  /**
   * One side called {@link Session#abort(long)}, which ends the session without waiting for
   * messages in flight.
   */
  ABORTED,
  /**
   * An option differs that must be the same on both sides: {@code packetBytes}, {@code
   * longestMessage} or {@code streams}. {@link Session#endDetail} names the option and both values.
   */
  OPTIONS_DIFFER,
  /** The peer has as many sessions as {@link LinkOptions#mostSessions} allows. */
  TOO_MANY_SESSIONS
}
