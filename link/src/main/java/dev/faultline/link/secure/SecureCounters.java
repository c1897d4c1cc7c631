package dev.faultline.link.secure;

/**
 * The counters of a {@link SecureLayer}. Its thread counts; other threads may read slightly stale
 * values.
 */
public final class SecureCounters {
  long sealed;
  long opened;
  long handshakesBegun;
  long handshakesDone;
  long unauthentic;
  long unstamped;
  long replayed;
  long strangers;
  long malformed;
  long notAllowed;
  long cookies;
  long flooded;
  long addressChanges;
  long pathChallenges;
  long unsent;

  SecureCounters() {}

  /** Packets that were sealed. */
  public long sealed() {
    return sealed;
  }

  /** Packets that were opened. */
  public long opened() {
    return opened;
  }

  /** Handshakes that this side began, counting each attempt. */
  public long handshakesBegun() {
    return handshakesBegun;
  }

  /** Handshakes of either side that succeeded. */
  public long handshakesDone() {
    return handshakesDone;
  }

  /**
   * Packets and handshakes that failed authentication: not sealed by the claimed sender, or made
   * for a key that is not this side's.
   */
  public long unauthentic() {
    return unauthentic;
  }

  /** Handshakes of senders that do not know this side's public key; these cost a hash each. */
  public long unstamped() {
    return unstamped;
  }

  /** Packets and handshakes that had already arrived once. */
  public long replayed() {
    return replayed;
  }

  /** Packets for associations that this side does not have. */
  public long strangers() {
    return strangers;
  }

  /** Datagrams that do not have the form of a protected packet. */
  public long malformed() {
    return malformed;
  }

  /** Handshakes with keys that are not allowed here. */
  public long notAllowed() {
    return notAllowed;
  }

  /** Handshakes answered with a request for a cookie. */
  public long cookies() {
    return cookies;
  }

  /** Handshakes dropped unread during a flood. */
  public long flooded() {
    return flooded;
  }

  /** How often a peer proved that its address had changed. */
  public long addressChanges() {
    return addressChanges;
  }

  /** Challenges sent to new addresses to check that the peer is there. */
  public long pathChallenges() {
    return pathChallenges;
  }

  /** Packets not sent because there was no association with the peer. */
  public long unsent() {
    return unsent;
  }
}
