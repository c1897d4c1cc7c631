package dev.faultline.link;

import java.util.ArrayDeque;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that are over, for as long as a late copy of the HELLO that began one could still be let
 * in with its cookie, or be opened with its keys: what TIME-WAIT is to TCP (RFC 9293 section
 * 3.3.2). When there are too many to remember, all are forgotten, and the cookies with them.
 */
final class EndedSessions {
  private static final int MOST = 1 << 16;

  /** Keys work for longer than a cookie, and so does a packet that somebody holds back. */
  private static final long REMEMBERED_NANOS =
      Math.max(Cookies.LONGEST_NANOS, Association.LONGEST_NANOS);

  private record Ended(SessionId id, long at, SessionEnd why) {}

  private final SortedMap<SessionId, Ended> byId = new TreeMap<>();
  private final ArrayDeque<Ended> byTime = new ArrayDeque<>();

  /** Returns false when none can be remembered any more, so that old cookies must not count. */
  boolean add(long now, SessionId id, SessionEnd why) {
    forget(now);
    boolean room = byTime.size() < MOST;
    if (!room) {
      byTime.clear();
      byId.clear();
    }
    Ended ended = new Ended(id, now, why);
    if (byId.put(id, ended) == null) {
      byTime.add(ended);
    }
    return room;
  }

  /** Why the session is over that had this id not long ago; null if there was none. */
  @Nullable SessionEnd why(long now, SessionId id) {
    forget(now);
    Ended ended = byId.get(id);
    return ended == null ? null : ended.why();
  }

  private void forget(long now) {
    for (Ended oldest = byTime.peek();
        oldest != null && now - oldest.at() > REMEMBERED_NANOS;
        oldest = byTime.peek()) {
      byTime.remove();
      byId.remove(oldest.id());
    }
  }
}
