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
 * How an endpoint behaves. Immutable; each {@code with} method returns a changed copy.
 *
 * @param packetBytes length of the longest packet, 256 to 16,429; by default 1,408
 * @param pathDiscovery whether to find out how long packets may be on the way to the peer, from
 *     1,200 bytes to {@code packetBytes}; without, full packets have {@code packetBytes} from the
 *     beginning, and a path that drops such packets carries nothing
 * @param sendPackets how many packets of a stream may wait for acknowledgement: a power of two
 * @param receivePackets how many packets of a stream are kept while one before them is missing: a
 *     power of two
 * @param longestMessage in bytes
 * @param streams how many streams a session may have in each direction; this, {@code packetBytes}
 *     and {@code longestMessage} have to be the same on both sides, else there is no session, and
 *     both hear why ({@link SessionEnd#OPTIONS_DIFFER})
 * @param mostSessions more sessions at a time that peers begin are refused by name; where several
 *     keys are allowed, none may have more than three times as many as are left
 * @param receiveBytes how many bytes of memory all sessions together have for packets that came out
 *     of turn and for messages that have not arrived whole, 0 or more; by default 1 GiB. Where
 *     several keys are allowed, none may have more than three times as much as is left. Packets
 *     that there is no memory for are refused, and come again. One stream of each key at a time may
 *     go beyond this, by its packets and one message with the smaller buffer that it has outgrown,
 *     so that with any budget one message after the other arrives
 * @param ackDelay how long an acknowledgement may wait for a packet that it can travel with
 * @param ackEvery after so many packets an acknowledgement does not wait; the sender asks for one
 *     earlier where its window is small
 * @param initialRtt what a round trip is taken to last before one was measured
 * @param helloInterval how long to wait for an answer to the first HELLO; doubles with each
 * @param keepAlive after so long without a sign of the peer it is asked for one
 * @param deadAfter after so long without a sign of the peer the connection counts as broken
 * @param expiry a session whose peer has not been heard of for so long is over
 * @param processing what happens to messages of logged streams around a crash of the receiver
 * @param checkpointBytes after so many bytes in the storage what is still needed is written afresh,
 *     so that the rest can be trimmed
 * @param storagePatience when the storage has had no room for so long, {@code offer} says {@link
 *     Offer#STORAGE_FULL} rather than back-pressured, until there is room again
 * @param parksUndelivered whether messages that the peer has not processed are kept when their
 *     session ends, for whatever reason, until {@link Endpoint#discard}; else the end deletes them
 * @param congestion makes each session's congestion control
 * @param memory gives segments of the asked length; {@link Endpoint#onReleased} hears of those that
 *     are not used any more, also of sessions that go on
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
  /** Ethernet packets, megabytes of buffers, memory on the heap. */
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

  /** Packets of this length at most. */
  public LinkOptions withPacketBytes(int bytes) {
    Draft draft = new Draft(this);
    draft.packetBytes = bytes;
    return draft.finished();
  }

  /** Whether to find out how long packets may be on the way to each peer. */
  public LinkOptions withPathDiscovery(boolean on) {
    Draft draft = new Draft(this);
    draft.pathDiscovery = on;
    return draft.finished();
  }

  int helloBytes() {
    return Wire.BODY + Hello.length(this);
  }

  /** How long full packets are on a path of which no more is known than that it carries HELLO. */
  int basePacketBytes() {
    return pathDiscovery
        ? Math.min(packetBytes, Math.max(PathMtu.BASE_BYTES, helloBytes()))
        : packetBytes;
  }

  /** So many packets of a stream on the way, and kept out of order. */
  public LinkOptions withPackets(int send, int receive) {
    Draft draft = new Draft(this);
    draft.sendPackets = send;
    draft.receivePackets = receive;
    return draft.finished();
  }

  /** Messages up to this length. */
  public LinkOptions withLongestMessage(int bytes) {
    Draft draft = new Draft(this);
    draft.longestMessage = bytes;
    return draft.finished();
  }

  /** So many streams in each direction. */
  public LinkOptions withStreams(int count) {
    Draft draft = new Draft(this);
    draft.streams = count;
    return draft.finished();
  }

  /** So many sessions at a time that peers begin. */
  public LinkOptions withMostSessions(int count) {
    Draft draft = new Draft(this);
    draft.mostSessions = count;
    return draft.finished();
  }

  /**
   * So much memory for what has arrived and cannot be handed over yet.
   *
   * @throws IllegalArgumentException if it is less than 0
   */
  public LinkOptions withReceiveBytes(long bytes) {
    Draft draft = new Draft(this);
    draft.receiveBytes = bytes;
    return draft.finished();
  }

  /** Acknowledgements that wait so long at most, and not after so many packets. */
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

  /** When to ask the peer for a sign of life, and when to give the connection up. */
  public LinkOptions withLiveness(Duration hello, Duration ask, Duration dead) {
    Draft draft = new Draft(this);
    draft.helloInterval = hello;
    draft.keepAlive = ask;
    draft.deadAfter = dead;
    return draft.finished();
  }

  /** When a session whose peer is silent is over. */
  public LinkOptions withExpiry(Duration after) {
    Draft draft = new Draft(this);
    draft.expiry = after;
    return draft.finished();
  }

  /** What happens to messages of logged streams around a crash. */
  public LinkOptions withProcessing(Processing other) {
    Draft draft = new Draft(this);
    draft.processing = other;
    return draft.finished();
  }

  /** How often the storage is made shorter. */
  public LinkOptions withCheckpoints(long bytes) {
    Draft draft = new Draft(this);
    draft.checkpointBytes = bytes;
    return draft.finished();
  }

  /** How long the storage may have no room before {@code offer} calls it full. */
  public LinkOptions withStoragePatience(Duration patience) {
    Draft draft = new Draft(this);
    draft.storagePatience = patience;
    return draft.finished();
  }

  /** Whether undelivered messages are kept when their session ends. */
  public LinkOptions withParkedMessages(boolean on) {
    Draft draft = new Draft(this);
    draft.parksUndelivered = on;
    return draft.finished();
  }

  /** How much may be on the way; by default {@link AdaptiveCongestion}. */
  public LinkOptions withCongestion(Supplier<CongestionControl> each) {
    Draft draft = new Draft(this);
    draft.congestion = each;
    return draft.finished();
  }

  /** Where buffers come from. */
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
