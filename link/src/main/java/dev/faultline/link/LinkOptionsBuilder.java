package dev.faultline.link;

import dev.faultline.link.congestion.AdaptiveCongestion;
import dev.faultline.link.congestion.CongestionControl;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The options of an endpoint while they are chosen: begins with the defaults or those of {@link
 * LinkOptions#toBuilder}. Each method sets one option; {@link #build} checks them all. Not
 * thread-safe.
 */
public final class LinkOptionsBuilder {
  int packetBytes = 1_408;
  boolean pathDiscovery = true;
  int sendPackets = 1_024;
  int receivePackets = 1_024;
  int longestMessage = 16 << 20;
  int streams = 16;
  int mostSessions = 1 << 16;
  long receiveBytes = 1L << 30;
  Duration ackDelay = Duration.ofNanos(100_000);
  int ackEvery = 256;
  Duration initialRtt = Duration.ofMillis(50);
  Duration helloInterval = Duration.ofMillis(100);
  Duration keepAlive = Duration.ofSeconds(1);
  Duration deadAfter = Duration.ofSeconds(10);
  Duration expiry = Duration.ofHours(24);
  Processing processing = Processing.EXACTLY_ONCE;
  long checkpointBytes = 16 << 20;
  Duration storagePatience = Duration.ofSeconds(10);
  boolean parksUndelivered = true;
  Supplier<CongestionControl> congestion = AdaptiveCongestion::new;
  LongFunction<MemorySegment> memory =
      bytes -> MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);

  LinkOptionsBuilder() {}

  /**
   * The length of the longest packet in bytes, 256 to 16,429; by default 1,408, which fits
   * Ethernet. Must be the same on both sides, otherwise the session ends with {@link
   * SessionEnd#OPTIONS_DIFFER} on both.
   */
  public LinkOptionsBuilder packetBytes(int value) {
    packetBytes = value;
    return this;
  }

  /**
   * Whether to discover the longest packet that the path to the peer carries, from 1,200 bytes to
   * {@link #packetBytes}; by default true. Without discovery full packets have {@code packetBytes}
   * from the start, and the link does not work on a path that drops packets of that length.
   */
  public LinkOptionsBuilder pathDiscovery(boolean on) {
    pathDiscovery = on;
    return this;
  }

  /**
   * How many packets of a stream may wait for acknowledgement, a power of two from 2 to 1,048,576;
   * by default 1,024.
   */
  public LinkOptionsBuilder sendPackets(int value) {
    sendPackets = value;
    return this;
  }

  /**
   * How many packets of a stream are kept while an earlier one is missing, a power of two from 2 to
   * 1,048,576; by default 1,024.
   */
  public LinkOptionsBuilder receivePackets(int value) {
    receivePackets = value;
    return this;
  }

  /**
   * The longest message in bytes, 1 to 1 GiB; by default 16 MiB. Must be the same on both sides,
   * otherwise the session ends with {@link SessionEnd#OPTIONS_DIFFER} on both.
   */
  public LinkOptionsBuilder longestMessage(int value) {
    longestMessage = value;
    return this;
  }

  /**
   * How many streams a session may have in each direction, 1 to 65,536, as far as a HELLO for them
   * fits into a packet; by default 16. Must be the same on both sides, otherwise the session ends
   * with {@link SessionEnd#OPTIONS_DIFFER} on both.
   */
  public LinkOptionsBuilder streams(int value) {
    streams = value;
    return this;
  }

  /**
   * How many sessions begun by peers there may be at a time, 1 or more; by default 65,536. Further
   * ones are refused with {@link SessionEnd#TOO_MANY_SESSIONS}. Where several keys are allowed, one
   * key may have at most three times as many sessions as are still free.
   */
  public LinkOptionsBuilder mostSessions(int value) {
    mostSessions = value;
    return this;
  }

  /**
   * How many bytes of memory all sessions together may use for packets that arrive out of order and
   * for messages that are still incomplete, 0 or more; by default 1 GiB. Where several keys are
   * allowed, one key may use at most three times as much as is still free. A packet for which there
   * is no memory is refused, and the peer sends it again. One stream of each key at a time may
   * exceed this limit, by its packets and by one message with the smaller buffer that it has
   * outgrown, so that messages arrive one after the other however small the limit is.
   */
  public LinkOptionsBuilder receiveBytes(long value) {
    receiveBytes = value;
    return this;
  }

  /**
   * How long an acknowledgement may wait for a packet to travel in, 0 to a minute; by default 100
   * microseconds.
   */
  public LinkOptionsBuilder ackDelay(Duration value) {
    ackDelay = value;
    return this;
  }

  /**
   * After how many packets an acknowledgement is sent at once, 1 to 65,536; by default 256. A
   * sender with a small window asks for one earlier.
   */
  public LinkOptionsBuilder ackEvery(int value) {
    ackEvery = value;
    return this;
  }

  /**
   * The assumed round-trip time until one has been measured, a nanosecond to a minute; by default
   * 50 milliseconds.
   */
  public LinkOptionsBuilder initialRtt(Duration value) {
    initialRtt = value;
    return this;
  }

  /**
   * How long to wait for an answer to the first HELLO, more than 0; by default 100 milliseconds.
   * Doubles with each further HELLO.
   */
  public LinkOptionsBuilder helloInterval(Duration value) {
    helloInterval = value;
    return this;
  }

  /**
   * After the peer has been silent for this long, it is asked to answer: more than 0 and less than
   * {@link #deadAfter}; by default a second.
   */
  public LinkOptionsBuilder keepAlive(Duration value) {
    keepAlive = value;
    return this;
  }

  /**
   * After the peer has been silent for this long, the connection counts as broken: more than {@link
   * #keepAlive}; by default 10 seconds. The session is kept.
   */
  public LinkOptionsBuilder deadAfter(Duration value) {
    deadAfter = value;
    return this;
  }

  /**
   * After the peer has been silent for this long, the session ends: more than 0; by default 24
   * hours. Centuries are for ever.
   */
  public LinkOptionsBuilder expiry(Duration value) {
    expiry = value;
    return this;
  }

  /**
   * What happens to messages of logged streams around a crash of the receiver; by default {@link
   * Processing#EXACTLY_ONCE}.
   */
  public LinkOptionsBuilder processing(Processing value) {
    processing = value;
    return this;
  }

  /**
   * After this many bytes in the storage a checkpoint writes what is still needed again, so that
   * older records can be trimmed: 1 or more; by default 16 MiB.
   */
  public LinkOptionsBuilder checkpointBytes(long value) {
    checkpointBytes = value;
    return this;
  }

  /**
   * When the storage has had no room for this long, {@code offer} returns {@link
   * Offer#STORAGE_FULL} instead of {@link Offer#BACK_PRESSURED}, until there is room again: 0 or
   * more; by default 10 seconds.
   */
  public LinkOptionsBuilder storagePatience(Duration value) {
    storagePatience = value;
    return this;
  }

  /**
   * Whether messages that the peer has not processed are kept after their session has ended, for
   * whatever reason, until {@link Endpoint#discard}; by default true. Otherwise they are deleted
   * when it ends.
   */
  public LinkOptionsBuilder parksUndelivered(boolean on) {
    parksUndelivered = on;
    return this;
  }

  /** Makes each session's congestion control; by default {@link AdaptiveCongestion}. */
  public LinkOptionsBuilder congestion(Supplier<CongestionControl> value) {
    congestion = value;
    return this;
  }

  /**
   * Allocates segments of the requested length; by default on the heap. {@link Endpoint#onReleased}
   * reports those that are no longer used, also while their session continues. An {@code
   * OutOfMemoryError} is handled: it ends one session at most.
   */
  public LinkOptionsBuilder memory(LongFunction<MemorySegment> value) {
    memory = value;
    return this;
  }

  /**
   * The options.
   *
   * @throws IllegalArgumentException if one is out of its range; names it, its value and the range
   */
  public LinkOptions build() {
    OptionRanges.between("packetBytes", packetBytes, 256, Wire.LONGEST_PACKET);
    OptionRanges.powerOfTwo("sendPackets", sendPackets);
    OptionRanges.powerOfTwo("receivePackets", receivePackets);
    OptionRanges.between("longestMessage", longestMessage, 1, 1 << 30);
    OptionRanges.between("streams", streams, 1, 1 << 16);
    OptionRanges.between("mostSessions", mostSessions, 1, Integer.MAX_VALUE);
    OptionRanges.atLeast("receiveBytes", receiveBytes, 0);
    OptionRanges.between("ackDelay", ackDelay, Duration.ZERO, OptionRanges.MINUTE);
    OptionRanges.between("ackEvery", ackEvery, 1, 1 << 16);
    OptionRanges.between("initialRtt", initialRtt, OptionRanges.NANO, OptionRanges.MINUTE);
    OptionRanges.positive("helloInterval", helloInterval);
    OptionRanges.positive("keepAlive", keepAlive);
    OptionRanges.positive("expiry", expiry);
    OptionRanges.atLeast("checkpointBytes", checkpointBytes, 1);
    OptionRanges.notNegative("storagePatience", storagePatience);
    if (keepAlive.compareTo(deadAfter) >= 0) {
      throw new IllegalArgumentException(
          "keepAlive is " + keepAlive + ", expected less than deadAfter, " + deadAfter);
    }
    return new LinkOptions(this);
  }
}
