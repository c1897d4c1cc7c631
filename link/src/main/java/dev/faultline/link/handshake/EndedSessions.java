package dev.faultline.link.handshake;

import dev.faultline.link.PeerIdentity;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.secure.SecureLayer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that are over, for as long as a late copy of the HELLO that began one could still be let
 * in with its cookie, or be opened with its keys: what TIME-WAIT is to TCP (RFC 9293 section
 * 3.3.2). When there are too many to remember, those of the peers with the most of them are
 * forgotten, and with them whatever could let such a copy in: cookies, or the peers' keys. So a
 * peer that ends sessions by the thousand costs itself a handshake, and others nothing.
 */
public final class EndedSessions {
  private static final int MOST = 1 << 16;

  /** Keys are valid for longer than a cookie, and so is a packet that an attacker holds back. */
  private static final long REMEMBERED_NANOS =
      Math.max(Cookies.LONGEST_NANOS, SecureLayer.KEYS_LAST_NANOS);

  private record Ended(SessionId id, PeerIdentity owner, long at, SessionEnd why) {}

  private final SortedMap<SessionId, Ended> byId = new TreeMap<>();
  private final ArrayDeque<Ended> byTime = new ArrayDeque<>();

  /** Remembers a session, and tells whose sessions cannot be remembered any more. */
  public void add(
      long now,
      SessionId id,
      PeerIdentity owner,
      SessionEnd why,
      Consumer<Set<PeerIdentity>> unremembered) {
    forget(now);
    if (byTime.size() == MOST) {
      makeRoom(unremembered);
    }
    Ended ended = new Ended(id, owner, now, why);
    if (byId.put(id, ended) == null) {
      byTime.add(ended);
    }
  }

  /** Forgets a quarter of all at least, so that this is not done again for a while. */
  private void makeRoom(Consumer<Set<PeerIdentity>> unremembered) {
    Map<PeerIdentity, Integer> counts = new LinkedHashMap<>();
    List<PeerIdentity> owners = new ArrayList<>();
    for (Ended each : byTime) {
      if (counts.merge(each.owner(), 1, Integer::sum) == 1) {
        owners.add(each.owner());
      }
    }
    // A stable order: among equals, whose session ended first.
    owners.sort((left, right) -> counts.getOrDefault(right, 0) - counts.getOrDefault(left, 0));
    Set<PeerIdentity> dropped = new LinkedHashSet<>();
    int freed = 0;
    for (PeerIdentity owner : owners) {
      if (freed < MOST / 4) {
        freed += counts.getOrDefault(owner, 0);
        dropped.add(owner);
      }
    }
    unremembered.accept(dropped);
    byTime.removeIf(each -> dropped.contains(each.owner()));
    byId.values().removeIf(each -> dropped.contains(each.owner()));
  }

  /** Why the session is over that had this id not long ago; null if there was none. */
  public @Nullable SessionEnd why(long now, SessionId id) {
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
