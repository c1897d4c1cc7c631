package dev.faultline.link;

import dev.faultline.link.congestion.CongestionControl;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The options of an endpoint. Immutable; {@link #builder} begins with the defaults, {@link
 * #toBuilder} with these options. What each means, its default and its range are said at the {@link
 * LinkOptionsBuilder}.
 */
public final class LinkOptions {
  /** The defaults: packets that fit Ethernet, megabytes of buffers, memory on the heap. */
  public static final LinkOptions DEFAULT = builder().build();

  private final int packetBytes;
  private final boolean pathDiscovery;
  private final int sendPackets;
  private final int receivePackets;
  private final int longestMessage;
  private final int streams;
  private final int mostSessions;
  private final long receiveBytes;
  private final Duration ackDelay;
  private final int ackEvery;
  private final Duration initialRtt;
  private final Duration helloInterval;
  private final Duration keepAlive;
  private final Duration deadAfter;
  private final Duration expiry;
  private final Processing processing;
  private final long checkpointBytes;
  private final Duration storagePatience;
  private final boolean parksUndelivered;
  private final Supplier<CongestionControl> congestion;
  private final LongFunction<MemorySegment> memory;

  LinkOptions(LinkOptionsBuilder from) {
    packetBytes = from.packetBytes;
    pathDiscovery = from.pathDiscovery;
    sendPackets = from.sendPackets;
    receivePackets = from.receivePackets;
    longestMessage = from.longestMessage;
    streams = from.streams;
    mostSessions = from.mostSessions;
    receiveBytes = from.receiveBytes;
    ackDelay = from.ackDelay;
    ackEvery = from.ackEvery;
    initialRtt = from.initialRtt;
    helloInterval = from.helloInterval;
    keepAlive = from.keepAlive;
    deadAfter = from.deadAfter;
    expiry = from.expiry;
    processing = from.processing;
    checkpointBytes = from.checkpointBytes;
    storagePatience = from.storagePatience;
    parksUndelivered = from.parksUndelivered;
    congestion = from.congestion;
    memory = from.memory;
  }

  /** Begins with the defaults. */
  public static LinkOptionsBuilder builder() {
    return new LinkOptionsBuilder();
  }

  /** Begins with these options. */
  public LinkOptionsBuilder toBuilder() {
    LinkOptionsBuilder copy = new LinkOptionsBuilder();
    copy.packetBytes = packetBytes;
    copy.pathDiscovery = pathDiscovery;
    copy.sendPackets = sendPackets;
    copy.receivePackets = receivePackets;
    copy.longestMessage = longestMessage;
    copy.streams = streams;
    copy.mostSessions = mostSessions;
    copy.receiveBytes = receiveBytes;
    copy.ackDelay = ackDelay;
    copy.ackEvery = ackEvery;
    copy.initialRtt = initialRtt;
    copy.helloInterval = helloInterval;
    copy.keepAlive = keepAlive;
    copy.deadAfter = deadAfter;
    copy.expiry = expiry;
    copy.processing = processing;
    copy.checkpointBytes = checkpointBytes;
    copy.storagePatience = storagePatience;
    copy.parksUndelivered = parksUndelivered;
    copy.congestion = congestion;
    copy.memory = memory;
    return copy;
  }

  /** The length of the longest packet in bytes. */
  public int packetBytes() {
    return packetBytes;
  }

  /** Whether to discover the longest packet that the path to the peer carries. */
  public boolean pathDiscovery() {
    return pathDiscovery;
  }

  /** How many packets of a stream may wait for acknowledgement. */
  public int sendPackets() {
    return sendPackets;
  }

  /** How many packets of a stream are kept while an earlier one is missing. */
  public int receivePackets() {
    return receivePackets;
  }

  /** The longest message in bytes. */
  public int longestMessage() {
    return longestMessage;
  }

  /** How many streams a session may have in each direction. */
  public int streams() {
    return streams;
  }

  /** How many sessions begun by peers there may be at a time. */
  public int mostSessions() {
    return mostSessions;
  }

  /** How much memory received data that cannot be delivered yet may use, in bytes. */
  public long receiveBytes() {
    return receiveBytes;
  }

  /** How long an acknowledgement may wait for a packet to travel in. */
  public Duration ackDelay() {
    return ackDelay;
  }

  /** After how many packets an acknowledgement is sent at once. */
  public int ackEvery() {
    return ackEvery;
  }

  /** The assumed round-trip time until one has been measured. */
  public Duration initialRtt() {
    return initialRtt;
  }

  /** How long to wait for an answer to the first HELLO. */
  public Duration helloInterval() {
    return helloInterval;
  }

  /** After which silence the peer is asked to answer. */
  public Duration keepAlive() {
    return keepAlive;
  }

  /** After which silence the connection counts as broken. */
  public Duration deadAfter() {
    return deadAfter;
  }

  /** After which silence of the peer a session ends. */
  public Duration expiry() {
    return expiry;
  }

  /** What happens to messages of logged streams around a crash of the receiver. */
  public Processing processing() {
    return processing;
  }

  /** After how many bytes in the storage there is a checkpoint. */
  public long checkpointBytes() {
    return checkpointBytes;
  }

  /** How long the storage may have no room before {@code offer} says so. */
  public Duration storagePatience() {
    return storagePatience;
  }

  /** Whether messages that the peer has not processed are kept after their session has ended. */
  public boolean parksUndelivered() {
    return parksUndelivered;
  }

  /** Makes each session's congestion control. */
  public Supplier<CongestionControl> congestion() {
    return congestion;
  }

  /** Allocates segments of the requested length. */
  public LongFunction<MemorySegment> memory() {
    return memory;
  }
}
