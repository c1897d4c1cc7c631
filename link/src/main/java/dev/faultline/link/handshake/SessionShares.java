package dev.faultline.link.handshake;

import dev.faultline.link.PeerIdentity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many sessions, or units of another limited resource, each peer has, and whether it may have
 * one more. Where several peers are allowed, one peer may have at most three times as many as are
 * still free: a single peer gets at most three quarters of all, and some always remain for the next
 * peer (dynamic thresholds; Choudhury and Hahne, 1998).
 */
public final class SessionShares {
  private static final int TIMES_LEFT = 3;

  private final int most;
  private final Map<PeerIdentity, Integer> counts = new LinkedHashMap<>();

  public SessionShares(int most) {
    this.most = most;
  }

  /** Whether so many sessions of all peers leave room for one more of this one. */
  public boolean roomFor(PeerIdentity peer, int sessions, boolean several) {
    long left = (long) most - sessions;
    return left > 0 && (!several || counts.getOrDefault(peer, 0) < TIMES_LEFT * left);
  }

  public void add(PeerIdentity owner) {
    counts.merge(owner, 1, Integer::sum);
  }

  public void remove(PeerIdentity owner) {
    int left = counts.getOrDefault(owner, 0) - 1;
    if (left > 0) {
      counts.put(owner, left);
    } else {
      counts.remove(owner);
    }
  }
}
