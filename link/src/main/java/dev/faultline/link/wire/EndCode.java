package dev.faultline.link.wire;

import dev.faultline.link.SessionEnd;

/** The codes in packets and records for why a session has ended. */
public final class EndCode {
  private static final SessionEnd[] ALL = byCode();

  private EndCode() {}

  private static SessionEnd[] byCode() {
    SessionEnd[] all = new SessionEnd[SessionEnd.values().length];
    for (SessionEnd end : SessionEnd.values()) {
      all[of(end)] = end;
    }
    return all;
  }

  public static int of(SessionEnd end) {
    return switch (end) {
      case CLOSED -> 0;
      case CLOSED_BY_PEER -> 1;
      case SESSION_EXPIRED -> 2;
      case SESSION_LOST -> 3;
      case FENCED -> 4;
      case REFUSED -> 5;
      case STORAGE_FAILED -> 6;
      case ABORTED -> 7;
      case OPTIONS_DIFFER -> 8;
      case TOO_MANY_SESSIONS -> 9;
    };
  }

  /** What a code means; one that no version uses means that the session is lost. */
  public static SessionEnd read(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : SessionEnd.SESSION_LOST;
  }

  /** What a peer says; that a storage has failed is only ever said of this side's own. */
  public static SessionEnd ofPeer(int code) {
    return asHeardByPeer(read(code));
  }

  /** What the peer is told that asks for the session later. */
  public static SessionEnd asHeardByPeer(SessionEnd end) {
    return switch (end) {
      case CLOSED, CLOSED_BY_PEER -> SessionEnd.CLOSED;
      case STORAGE_FAILED -> SessionEnd.SESSION_LOST;
      case SESSION_EXPIRED,
          SESSION_LOST,
          FENCED,
          REFUSED,
          ABORTED,
          OPTIONS_DIFFER,
          TOO_MANY_SESSIONS ->
          end;
    };
  }
}
