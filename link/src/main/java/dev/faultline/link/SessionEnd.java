package dev.faultline.link;

/** Why a session is over. */
public enum SessionEnd {
  /** This side closed it, and the peer knows, or could not be told. */
  CLOSED(0),
  /** The peer closed it. */
  CLOSED_BY_PEER(1),
  /** Nothing was heard of the peer for as long as sessions last. */
  SESSION_EXPIRED(2),
  /**
   * One side no longer has what the other one remembers: a process without a disk has restarted, or
   * a disk was lost. What was delivered is unknown; a new session starts from nothing.
   */
  SESSION_LOST(3),
  /** A younger incarnation of this side has taken the session over. */
  FENCED(4),
  /**
   * The peer speaks another version, or has no storage where this side has, or the reverse; or it
   * has said what no sound peer says, of which {@link Session#endDetail} names the value.
   */
  REFUSED(5),
  /** The storage failed; nothing more is acknowledged. */
  STORAGE_FAILED(6),
  /**
   * One side has given the session up at once, whatever was still on its way: {@link
   * Session#abort(long)}.
   */
  ABORTED(7),
  /**
   * An option that both sides have to set alike is not: {@code packetBytes}, {@code longestMessage}
   * or {@code streams}. {@link Session#endDetail} says which one, and both values.
   */
  OPTIONS_DIFFER(8),
  /** The peer has as many sessions as {@link LinkOptions#mostSessions} allows. */
  TOO_MANY_SESSIONS(9);

  private static final SessionEnd[] ALL = values();

  private final int code;

  SessionEnd(int code) {
    this.code = code;
  }

  /** How packets say it. */
  public int code() {
    return code;
  }

  /** What the peer is told that asks for the session later. */
  SessionEnd asHeardByPeer() {
    return switch (this) {
      case CLOSED, CLOSED_BY_PEER -> CLOSED;
      case STORAGE_FAILED -> SESSION_LOST;
      case SESSION_EXPIRED,
          SESSION_LOST,
          FENCED,
          REFUSED,
          ABORTED,
          OPTIONS_DIFFER,
          TOO_MANY_SESSIONS ->
          this;
    };
  }

  /** What a peer says; that a storage has failed is only ever said of this side's own. */
  static SessionEnd ofPeer(int code) {
    return of(code).asHeardByPeer();
  }

  static SessionEnd of(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : SESSION_LOST;
  }
}
