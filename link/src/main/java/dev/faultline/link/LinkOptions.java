package dev.faultline.link;

import dev.faultline.link.congestion.AdaptiveCongestion;
import dev.faultline.link.congestion.CongestionControl;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The options of an endpoint. Immutable; each {@code with} method returns a changed copy.
 *
 * @param packetBytes length of the longest packet, 256 to 16,429; by default 1,408
 * @param pathDiscovery whether to discover the longest packet that the path to the peer carries,
 *     from 1,200 bytes to {@code packetBytes}. Without discovery full packets have {@code
 *     packetBytes} from the start, and the link does not work on a path that drops packets of that
 *     length
 * @param sendPackets how many packets of a stream may wait for acknowledgement: a power of two
 * @param receivePackets how many packets of a stream are kept while an earlier one is missing: a
 *     power of two
 * @param longestMessage in bytes
 * @param streams how many streams a session may have in each direction; this, {@code packetBytes}
 *     and {@code longestMessage} must be the same on both sides, otherwise the session ends with
 *     {@link SessionEnd#OPTIONS_DIFFER} on both
 * @param mostSessions how many sessions begun by peers there may be at a time. Further ones are
 *     refused with {@link SessionEnd#TOO_MANY_SESSIONS}. Where several keys are allowed, one key
 *     may have at most three times as many sessions as are still free
 * @param receiveBytes how many bytes of memory all sessions together may use for packets that
 *     arrive out of order and for messages that are still incomplete, 0 or more; by default 1 GiB.
 *     Where several keys are allowed, one key may use at most three times as much as is still free.
 *     A packet for which there is no memory is refused, and the peer sends it again. One stream of
 *     each key at a time may exceed this limit, by its packets and by one message with the smaller
 *     buffer that it has outgrown, so that messages arrive one after the other however small the
 *     limit is
 * @param ackDelay how long an acknowledgement may wait for a packet to travel in
 * @param ackEvery after this many packets an acknowledgement is sent at once; a sender with a small
 *     window asks for one earlier
 * @param initialRtt the assumed round-trip time until one has been measured
 * @param helloInterval how long to wait for an answer to the first HELLO; doubles with each further
 *     HELLO
 * @param keepAlive after the peer has been silent for this long, it is asked to answer
 * @param deadAfter after the peer has been silent for this long, the connection counts as broken
 * @param expiry a session ends when its peer has been silent for this long
 * @param processing what happens to messages of logged streams around a crash of the receiver
 * @param checkpointBytes after this many bytes in the storage a checkpoint writes what is still
 *     needed again, so that older records can be trimmed
 * @param storagePatience when the storage has had no room for this long, {@code offer} returns
 *     {@link Offer#STORAGE_FULL} instead of {@link Offer#BACK_PRESSURED}, until there is room again
 * @param parksUndelivered whether messages that the peer has not processed are kept after their
 *     session has ended, for whatever reason, until {@link Endpoint#discard}; otherwise they are
 *     deleted when it ends
 * @param congestion makes each session's congestion control
 * @param memory allocates segments of the requested length; {@link Endpoint#onReleased} reports
 *     those that are no longer used, also while their session continues
 */
public record LinkOptions(
    int packetBytes,
    boolean pathDiscovery,
    int sendPackets,
    int receivePackets,
    int longestMessage,
    int streams,
    int mostSessions,
    long receiveBytes,
    Duration ackDelay,
    int ackEvery,
    Duration initialRtt,
    Duration helloInterval,
    Duration keepAlive,
    Duration deadAfter,
    Duration expiry,
    Processing processing,
    long checkpointBytes,
    Duration storagePatience,
    boolean parksUndelivered,
    Supplier<CongestionControl> congestion,
    LongFunction<MemorySegment> memory) {
  /** The defaults: packets that fit Ethernet, megabytes of buffers, memory on the heap. */
  public static final LinkOptions DEFAULT =
      new LinkOptions(
          1_408,
          true,
          1_024,
          1_024,
          16 << 20,
          16,
          1 << 16,
          1L << 30,
          Duration.ofNanos(100_000),
          256,
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Processing.EXACTLY_ONCE,
          16 << 20,
          Duration.ofSeconds(10),
          true,
          AdaptiveCongestion::new,
          bytes -> MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]));

  public LinkOptions {
    between("packetBytes", packetBytes, 256, Wire.LONGEST_PACKET);
    powerOfTwo("sendPackets", sendPackets);
    powerOfTwo("receivePackets", receivePackets);
    between("longestMessage", longestMessage, 1, 1 << 30);
    between("streams", streams, 1, 1 << 16);
    between("mostSessions", mostSessions, 1, Integer.MAX_VALUE);
    if (receiveBytes < 0) {
      throw new IllegalArgumentException(
          "receiveBytes is " + receiveBytes + ", expected a number of bytes, 0 or more");
    }
    between("ackEvery", ackEvery, 1, 1 << 16);
    if (keepAlive.compareTo(deadAfter) >= 0) {
      throw new IllegalArgumentException(
          "keepAlive is " + keepAlive + ", expected less than deadAfter, " + deadAfter);
    }
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }

  private static void powerOfTwo(String name, int value) {
    between(name, value, 2, 1 << 20);
    if (Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a power of two");
    }
  }

  /** With this length of the longest packet. */
  public LinkOptions withPacketBytes(int bytes) {
    Draft draft = new Draft(this);
    draft.packetBytes = bytes;
    return draft.finished();
  }

  /** With or without discovery of the longest packet that the path to each peer carries. */
  public LinkOptions withPathDiscovery(boolean on) {
    Draft draft = new Draft(this);
    draft.pathDiscovery = on;
    return draft.finished();
  }

  int helloBytes() {
    return Wire.BODY + Hello.length(this);
  }

  /** The length of full packets on a path that is only known to carry HELLO. */
  int basePacketBytes() {
    return pathDiscovery
        ? Math.min(packetBytes, Math.max(PathMtu.BASE_BYTES, helloBytes()))
        : packetBytes;
  }

  /**
   * With these numbers of packets of a stream that may wait for acknowledgement, and that are kept
   * out of order.
   */
  public LinkOptions withPackets(int send, int receive) {
    Draft draft = new Draft(this);
    draft.sendPackets = send;
    draft.receivePackets = receive;
    return draft.finished();
  }

  /** With messages up to this length, in bytes. */
  public LinkOptions withLongestMessage(int bytes) {
    Draft draft = new Draft(this);
    draft.longestMessage = bytes;
    return draft.finished();
  }

  /** With this number of streams in each direction. */
  public LinkOptions withStreams(int count) {
    Draft draft = new Draft(this);
    draft.streams = count;
    return draft.finished();
  }

  /** With this limit on sessions that peers begin. */
  public LinkOptions withMostSessions(int count) {
    Draft draft = new Draft(this);
    draft.mostSessions = count;
    return draft.finished();
  }

  /**
   * With this much memory for received data that cannot be delivered yet.
   *
   * @throws IllegalArgumentException if it is less than 0
   */
  public LinkOptions withReceiveBytes(long bytes) {
    Draft draft = new Draft(this);
    draft.receiveBytes = bytes;
    return draft.finished();
  }

  /** With acknowledgements that wait at most this long, and at most for this many packets. */
  public LinkOptions withAcks(Duration delay, int every) {
    Draft draft = new Draft(this);
    draft.ackDelay = delay;
    draft.ackEvery = every;
    return draft.finished();
  }

  /** What a round trip is taken to last before one was measured. */
  public LinkOptions withInitialRtt(Duration rtt) {
    Draft draft = new Draft(this);
    draft.initialRtt = rtt;
    return draft.finished();
  }

  /**
   * With these times of silence: for a HELLO to be repeated, for the peer to be asked to answer,
   * and for the connection to count as broken.
   */
  public LinkOptions withLiveness(Duration hello, Duration ask, Duration dead) {
    Draft draft = new Draft(this);
    draft.helloInterval = hello;
    draft.keepAlive = ask;
    draft.deadAfter = dead;
    return draft.finished();
  }

  /** With this time of silence after which a session ends. */
  public LinkOptions withExpiry(Duration after) {
    Draft draft = new Draft(this);
    draft.expiry = after;
    return draft.finished();
  }

  /** With this processing of logged messages around a crash of the receiver. */
  public LinkOptions withProcessing(Processing other) {
    Draft draft = new Draft(this);
    draft.processing = other;
    return draft.finished();
  }

  /** With a checkpoint after this many bytes in the storage. */
  public LinkOptions withCheckpoints(long bytes) {
    Draft draft = new Draft(this);
    draft.checkpointBytes = bytes;
    return draft.finished();
  }

  /**
   * With this time that the storage may have no room before {@code offer} returns {@link
   * Offer#STORAGE_FULL}.
   */
  public LinkOptions withStoragePatience(Duration patience) {
    Draft draft = new Draft(this);
    draft.storagePatience = patience;
    return draft.finished();
  }

  /** With undelivered messages kept, or deleted, when their session ends. */
  public LinkOptions withParkedMessages(boolean on) {
    Draft draft = new Draft(this);
    draft.parksUndelivered = on;
    return draft.finished();
  }

  /** With this congestion control for each session; by default {@link AdaptiveCongestion}. */
  public LinkOptions withCongestion(Supplier<CongestionControl> each) {
    Draft draft = new Draft(this);
    draft.congestion = each;
    return draft.finished();
  }

  /** With buffers from this allocator. */
  public LinkOptions withMemory(LongFunction<MemorySegment> from) {
    Draft draft = new Draft(this);
    draft.memory = from;
    return draft.finished();
  }

  /** A copy that can be changed. */
  private static final class Draft {
    int packetBytes;
    boolean pathDiscovery;
    int sendPackets;
    int receivePackets;
    int longestMessage;
    int streams;
    int mostSessions;
    long receiveBytes;
    Duration ackDelay;
    int ackEvery;
    Duration initialRtt;
    Duration helloInterval;
    Duration keepAlive;
    Duration deadAfter;
    Duration expiry;
    Processing processing;
    long checkpointBytes;
    Duration storagePatience;
    boolean parksUndelivered;
    Supplier<CongestionControl> congestion;
    LongFunction<MemorySegment> memory;

    Draft(LinkOptions from) {
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

    LinkOptions finished() {
      return new LinkOptions(
          packetBytes,
          pathDiscovery,
          sendPackets,
          receivePackets,
          longestMessage,
          streams,
          mostSessions,
          receiveBytes,
          ackDelay,
          ackEvery,
          initialRtt,
          helloInterval,
          keepAlive,
          deadAfter,
          expiry,
          processing,
          checkpointBytes,
          storagePatience,
          parksUndelivered,
          congestion,
          memory);
    }
  }
}
