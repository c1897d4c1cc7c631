package dev.faultline.sim.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The requests for connections that one incarnation has answered, so that a late copy does not open
 * a connection again and a lost answer can be repeated. It remembers the last {@value #REMEMBERED}
 * of each peer's present incarnation; older ones count as answered and over, as they do after an
 * operating system's TIME_WAIT.
 */
final class Answered {
  static final int REMEMBERED = 1_024;

  /** What became of a request. */
  enum Answer {
    NONE,
    ACCEPTED,
    REFUSED
  }

  private static final class OfPeer {
    int incarnation;
    long forgotten;
    final TreeMap<Long, Answer> answers = new TreeMap<>();
  }

  private final Map<String, OfPeer> peers = new LinkedHashMap<>();

  /** What was answered to a request before. */
  Answer to(ConnectionId id) {
    OfPeer known = peers.get(id.opener());
    if (known == null || id.incarnation() > known.incarnation) {
      return Answer.NONE;
    }
    if (id.incarnation() < known.incarnation || id.number() <= known.forgotten) {
      return Answer.ACCEPTED;
    }
    return known.answers.getOrDefault(id.number(), Answer.NONE);
  }

  void answered(ConnectionId id, boolean refused) {
    OfPeer known = peers.computeIfAbsent(id.opener(), name -> new OfPeer());
    if (id.incarnation() > known.incarnation) {
      known.incarnation = id.incarnation();
      known.forgotten = 0;
      known.answers.clear();
    }
    known.answers.put(id.number(), refused ? Answer.REFUSED : Answer.ACCEPTED);
    while (known.answers.size() > REMEMBERED) {
      known.forgotten = known.answers.pollFirstEntry().getKey();
    }
  }

  /** How many requests are remembered. */
  int remembered() {
    return peers.values().stream().mapToInt(peer -> peer.answers.size()).sum();
  }
}
