package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * How an endpoint behaves. Immutable; each {@code with} method returns a changed copy.
 *
 * @param packetBytes length of a full packet, 256 to 16,429; 1,408 until told otherwise
 * @param sendPackets how many packets of a stream may wait for acknowledgement: a power of two
 * @param receivePackets how many packets of a stream are kept while one before them is missing: a
 *     power of two
 * @param longestMessage in bytes
 * @param streams how many streams a session may have in each direction
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
 * @param congestion makes each session's congestion control
 * @param memory gives segments of the asked length; they are used as long as the session lives
 */
public record LinkOptions(
    int packetBytes,
    int sendPackets,
    int receivePackets,
    int longestMessage,
    int streams,
    Duration ackDelay,
    int ackEvery,
    Duration initialRtt,
    Duration helloInterval,
    Duration keepAlive,
    Duration deadAfter,
    Duration expiry,
    Processing processing,
    long checkpointBytes,
    Supplier<CongestionControl> congestion,
    LongFunction<MemorySegment> memory) {
  /** Ethernet packets, megabytes of buffers, memory on the heap. */
  public static final LinkOptions DEFAULT =
      new LinkOptions(
          1_408,
          1_024,
          1_024,
          16 << 20,
          16,
          Duration.ofNanos(100_000),
          256,
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Processing.EXACTLY_ONCE,
          64 << 20,
          () -> new StaticWindow(2 << 20),
          bytes -> MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]));

  public LinkOptions {
    between("packetBytes", packetBytes, 256, Wire.LONGEST_PACKET);
    powerOfTwo("sendPackets", sendPackets);
    powerOfTwo("receivePackets", receivePackets);
    between("longestMessage", longestMessage, 1, 1 << 30);
    between("streams", streams, 1, 1 << 16);
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

  /** Full packets of this length. */
  public LinkOptions withPacketBytes(int bytes) {
    return new LinkOptions(
        bytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  /** So many packets of a stream on the way, and kept out of order. */
  public LinkOptions withPackets(int send, int receive) {
    return new LinkOptions(
        packetBytes,
        send,
        receive,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  public LinkOptions withLongestMessage(int bytes) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        bytes,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  /** So many streams in each direction. */
  public LinkOptions withStreams(int streams) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  /** Acknowledgements that wait so long at most, and not after so many packets. */
  public LinkOptions withAcks(Duration delay, int every) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        delay,
        every,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  public LinkOptions withInitialRtt(Duration rtt) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        rtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  /** When to ask the peer for a sign of life, and when to give the connection up. */
  public LinkOptions withLiveness(Duration hello, Duration keepAlive, Duration deadAfter) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        hello,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  /** When a session whose peer is silent is over. */
  public LinkOptions withExpiry(Duration expiry) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  /** What happens to messages of logged streams around a crash. */
  public LinkOptions withProcessing(Processing processing) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  /** How often the storage is made shorter. */
  public LinkOptions withCheckpoints(long bytes) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        bytes,
        congestion,
        memory);
  }

  public LinkOptions withCongestion(Supplier<CongestionControl> congestion) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }

  public LinkOptions withMemory(LongFunction<MemorySegment> memory) {
    return new LinkOptions(
        packetBytes,
        sendPackets,
        receivePackets,
        longestMessage,
        streams,
        ackDelay,
        ackEvery,
        initialRtt,
        helloInterval,
        keepAlive,
        deadAfter,
        expiry,
        processing,
        checkpointBytes,
        congestion,
        memory);
  }
}
