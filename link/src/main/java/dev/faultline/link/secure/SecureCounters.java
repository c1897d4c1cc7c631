package dev.faultline.link.secure;

/** The counters of a {@link SecureLayer}; only its thread writes them. */
public final class SecureCounters {
  /** Packets that were sealed, and that were opened. */
  public long sealed;

  public long opened;

  /**
   * Handshakes that this side began, counting each attempt, and handshakes of either side that
   * succeeded.
   */
  public long handshakesBegun;

  public long handshakesDone;

  /**
   * Packets and handshakes that failed authentication: not sealed by the claimed sender, or made
   * for a key that is not this side's.
   */
  public long unauthentic;

  /** Handshakes of senders that do not know this side's public key; these cost a hash each. */
  public long unstamped;

  /** Packets and handshakes that had already arrived once. */
  public long replayed;

  /** Packets for associations that this side does not have. */
  public long strangers;

  /** Datagrams that do not have the form of a protected packet. */
  public long malformed;

  /** Handshakes with keys that are not allowed here. */
  public long notAllowed;

  /**
   * Handshakes answered with a request for a cookie, and handshakes dropped unread during a flood.
   */
  public long cookies;

  public long flooded;

  /** How often a peer proved that its address had changed. */
  public long addressChanges;

  /** Challenges sent to new addresses to check that the peer is there. */
  public long pathChallenges;

  /** Packets not sent because there was no association with the peer. */
  public long unsent;

  SecureCounters() {}
}
