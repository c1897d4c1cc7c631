package dev.faultline.link;

import dev.faultline.link.recovery.Histogram;

/**
 * An endpoint's counters since it was created. Only the endpoint's thread writes them; other
 * threads may read slightly stale values.
 */
public final class Counters {
  public long packetsSent;
  public long bytesSent;
  public long packetsReceived;
  public long messagesReceived;

  /** Packets that carried retransmitted contents. */
  public long retransmitted;

  /** Packets declared lost. */
  public long lost;

  /** Packets declared lost that the peer later acknowledged. */
  public long spurious;

  /** Packets sent because a probe timeout passed without an acknowledgement. */
  public long probes;

  /** Packets sent to test whether the path carries packets of their length. */
  public long pathProbes;

  /** Path probes declared lost. */
  public long pathProbesLost;

  /** How often a path that had carried long packets stopped carrying them. */
  public long blackHoles;

  /** Packets that carried a part of something too long for the path. */
  public long parts;

  /** Packets whose checksum was wrong. */
  public long corrupt;

  /** Packets with a correct checksum and invalid contents. */
  public long malformed;

  /** Packets for connections that this endpoint does not have. */
  public long strangers;

  /** Packets whose number or contents had already arrived. */
  public long duplicates;

  /** Packets dropped because there was no room for them. */
  public long refused;

  /**
   * How often memory ran out: a peer's share of the receive memory was used up, or an allocation
   * failed.
   */
  public long outOfMemory;

  /** Packets that the peer dropped because it was out of memory, and said so. */
  public long turnedBack;

  /** Connections that the peer no longer knew. */
  public long resets;

  /** Refused sessions. */
  public long refusals;

  /** Packets that showed that a peer's address had changed. */
  public long addressChanges;

  /** Round-trip times of all sessions, in nanoseconds. */
  public final Distribution roundTrips;

  /** Lengths of loss bursts: how many packets of one session were lost together. */
  public final Distribution lossBursts;

  /** Packets for a session from a peer whose key is not that of the session's owner. */
  public long foreign;

  final Histogram countedRoundTrips = new Histogram();
  final Histogram countedLossBursts = new Histogram();

  Counters() {
    roundTrips = countedRoundTrips;
    lossBursts = countedLossBursts;
  }
}
