package dev.faultline.link;

/**
 * An endpoint's counters since it was created. The endpoint's thread counts; other threads may read
 * slightly stale values.
 */
public interface Counters {
  /** Packets sent. */
  long packetsSent();

  /** Bytes of all packets sent. */
  long bytesSent();

  /** Packets received. */
  long packetsReceived();

  /** Messages received, each once. */
  long messagesReceived();

  /** Packets that carried retransmitted contents. */
  long retransmitted();

  /** Packets declared lost. */
  long lost();

  /** Packets declared lost that the peer later acknowledged. */
  long spurious();

  /** Packets sent because a probe timeout passed without an acknowledgement. */
  long probes();

  /** Packets sent to test whether the path carries packets of their length. */
  long pathProbes();

  /** Path probes declared lost. */
  long pathProbesLost();

  /** How often a path that had carried long packets stopped carrying them. */
  long blackHoles();

  /** Packets that carried a fragment of something too long for the path. */
  long fragments();

  /** Packets whose checksum was wrong. */
  long corrupt();

  /** Packets with a correct checksum and invalid contents. */
  long malformed();

  /** Packets for connections that this endpoint does not have. */
  long strangers();

  /** Packets whose number or contents had already arrived. */
  long duplicates();

  /** Packets dropped because there was no room for them. */
  long refused();

  /**
   * How often memory ran out: a peer's share of the receive memory was used up, or an allocation
   * failed.
   */
  long outOfMemory();

  /** Packets that the peer dropped because it was out of memory, and said so. */
  long turnedBack();

  /** Connections that the peer no longer knew. */
  long resets();

  /** Refused sessions. */
  long refusals();

  /** Packets that showed that a peer's address had changed. */
  long addressChanges();

  /** Round-trip times of all sessions, in nanoseconds. */
  Distribution roundTrips();

  /** Lengths of loss bursts: how many packets of one session were lost together. */
  Distribution lossBursts();

  /** Packets for a session from a peer whose key is not that of the session's owner. */
  long foreign();
}
