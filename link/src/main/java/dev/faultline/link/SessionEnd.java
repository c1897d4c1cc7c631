package dev.faultline.link;

/** Why a session is over. */
public enum SessionEnd {
  /** This side closed it, and the peer knows, or could not be told. */
  CLOSED,
  /** The peer closed it. */
  CLOSED_BY_PEER,
  /** Nothing was heard of the peer for as long as sessions last. */
  SESSION_EXPIRED,
  /**
   * One side no longer has what the other one remembers: a process without a disk has restarted, or
   * a disk was lost. What was delivered is unknown; a new session starts from nothing.
   */
  SESSION_LOST,
  /** A younger incarnation of this side has taken the session over. */
  FENCED,
  /**
   * The peer speaks another version, or has no storage where this side has, or the reverse; or it
   * has said what no sound peer says, of which {@link Session#endDetail} names the value.
   */
  REFUSED,
  /** The storage failed; nothing more is acknowledged. */
  STORAGE_FAILED,
  /**
   * One side has given the session up at once, whatever was still on its way: {@link
   * Session#abort(long)}.
   */
  ABORTED,
  /**
   * An option that both sides have to set alike is not: {@code packetBytes}, {@code longestMessage}
   * or {@code streams}. {@link Session#endDetail} says which one, and both values.
   */
  OPTIONS_DIFFER,
  /** The peer has as many sessions as {@link LinkOptions#mostSessions} allows. */
  TOO_MANY_SESSIONS
}
