package dev.faultline.link.secure;

import dev.faultline.link.PeerIdentity;
import dev.faultline.link.handshake.SessionShares;

/** So many places for associations, of which no key gets more than its share. */
final class Places {
  private final int most;
  private final SessionShares shares;
  private int count;

  Places(int most) {
    this.most = most;
    shares = new SessionShares(most);
  }

  boolean roomFor(PeerIdentity identity, boolean several) {
    return count < most && shares.roomFor(identity, count, several);
  }

  void add(PeerIdentity identity) {
    count++;
    shares.add(identity);
  }

  void remove(PeerIdentity identity) {
    count--;
    shares.remove(identity);
  }
}
