package dev.faultline.link.secure;

/** What a {@link SecureLayer} has counted; written by its thread only. */
public final class SecureCounters {
  /** Packets that were sealed, and that were opened. */
  public long sealed;

  public long opened;

  /**
   * Handshakes that this side began, each attempt counted, and those of either side that ended
   * well.
   */
  public long handshakesBegun;

  public long handshakesDone;

  /**
   * Packets and handshakes that were not sealed by who they claim, or for another key than ours.
   */
  public long unauthentic;

  /** Handshakes of senders that do not know this side's public key; these cost a hash each. */
  public long unstamped;

  /** Packets and handshakes that had come before. */
  public long replayed;

  /** Packets for associations that are not known here. */
  public long strangers;

  /** What is not even a protected packet. */
  public long malformed;

  /** Handshakes with keys that are not allowed here. */
  public long notAllowed;

  /** Handshakes that were sent back for a cookie, and those that were not looked at in a flood. */
  public long cookies;

  public long flooded;

  /** Peers that have shown that they have another address now. */
  public long addressChanges;

  /** Questions to new addresses whether a peer is really there. */
  public long pathChallenges;

  /** Packets that were not sent, since there was no association yet or any more. */
  public long unsent;

  SecureCounters() {}
}
