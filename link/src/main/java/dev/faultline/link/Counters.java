package dev.faultline.link;

import dev.faultline.link.recovery.Histogram;

/**
 * What an endpoint has counted since it was made. Written by the endpoint's thread only; other
 * threads may read values that are a little old.
 */
public final class Counters {
  public long packetsSent;
  public long bytesSent;
  public long packetsReceived;
  public long messagesReceived;

  /** Packets whose contents had been sent before. */
  public long retransmitted;

  /** Packets that counted as lost. */
  public long lost;

  /** Packets that counted as lost, and then arrived. */
  public long spurious;

  /** Packets sent because no acknowledgement came for long. */
  public long probes;

  /** Packets sent to find out whether the path carries packets of their length. */
  public long pathProbes;

  /** Of these, those that counted as lost. */
  public long pathProbesLost;

  /** Paths that carried long packets, and then did not any more. */
  public long blackHoles;

  /** Packets with a part of what is longer than the path allows. */
  public long parts;

  /** Packets whose checksum was wrong. */
  public long corrupt;

  /** Packets with the right checksum that make no sense. */
  public long malformed;

  /** Packets for connections that do not exist here. */
  public long strangers;

  /** Packets whose number, or whose contents, had arrived before. */
  public long duplicates;

  /** Packets for which there was no room. */
  public long refused;

  /** How often there was no memory to keep what had arrived, for its peer or at all. */
  public long outOfMemory;

  /** Packets for which the peer said that it had no memory. */
  public long turnedBack;

  /** Connections that the peer did not know any more. */
  public long resets;

  /** Sessions that were refused. */
  public long refusals;

  /** Packets that showed that a peer has another address now. */
  public long addressChanges;

  /** Round trips of all sessions, in nanoseconds. */
  public final Distribution roundTrips;

  /** How many packets of a session were lost at a time. */
  public final Distribution lossBursts;

  /** Packets for a session from a peer that holds another key than the session's own peer. */
  public long foreign;

  final Histogram countedRoundTrips = new Histogram();
  final Histogram countedLossBursts = new Histogram();

  Counters() {
    roundTrips = countedRoundTrips;
    lossBursts = countedLossBursts;
  }
}
