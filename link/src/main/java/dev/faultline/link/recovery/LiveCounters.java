package dev.faultline.link.recovery;

import dev.faultline.link.Counters;
import dev.faultline.link.Distribution;
import dev.faultline.link.Histogram;

/** The counters that an endpoint's parts count in. */
public final class LiveCounters implements Counters {
  public long packetsSent;
  public long bytesSent;
  public long packetsReceived;
  public long messagesReceived;
  public long retransmitted;
  public long lost;
  public long spurious;
  public long probes;
  public long pathProbes;
  public long pathProbesLost;
  public long blackHoles;
  public long fragments;
  public long corrupt;
  public long malformed;
  public long strangers;
  public long duplicates;
  public long refused;
  public long outOfMemory;
  public long turnedBack;
  public long resets;
  public long refusals;
  public long addressChanges;
  public long foreign;
  public final Histogram roundTrips = new Histogram();
  public final Histogram lossBursts = new Histogram();

  @Override
  public long packetsSent() {
    return packetsSent;
  }

  @Override
  public long bytesSent() {
    return bytesSent;
  }

  @Override
  public long packetsReceived() {
    return packetsReceived;
  }

  @Override
  public long messagesReceived() {
    return messagesReceived;
  }

  @Override
  public long retransmitted() {
    return retransmitted;
  }

  @Override
  public long lost() {
    return lost;
  }

  @Override
  public long spurious() {
    return spurious;
  }

  @Override
  public long probes() {
    return probes;
  }

  @Override
  public long pathProbes() {
    return pathProbes;
  }

  @Override
  public long pathProbesLost() {
    return pathProbesLost;
  }

  @Override
  public long blackHoles() {
    return blackHoles;
  }

  @Override
  public long fragments() {
    return fragments;
  }

  @Override
  public long corrupt() {
    return corrupt;
  }

  @Override
  public long malformed() {
    return malformed;
  }

  @Override
  public long strangers() {
    return strangers;
  }

  @Override
  public long duplicates() {
    return duplicates;
  }

  @Override
  public long refused() {
    return refused;
  }

  @Override
  public long outOfMemory() {
    return outOfMemory;
  }

  @Override
  public long turnedBack() {
    return turnedBack;
  }

  @Override
  public long resets() {
    return resets;
  }

  @Override
  public long refusals() {
    return refusals;
  }

  @Override
  public long addressChanges() {
    return addressChanges;
  }

  @Override
  public Distribution roundTrips() {
    return roundTrips;
  }

  @Override
  public Distribution lossBursts() {
    return lossBursts;
  }

  @Override
  public long foreign() {
    return foreign;
  }
}
