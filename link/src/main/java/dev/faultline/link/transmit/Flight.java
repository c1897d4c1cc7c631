package dev.faultline.link.transmit;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.congestion.CongestionControl;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.recovery.Pacer;
import dev.faultline.link.recovery.RttEstimator;
import dev.faultline.link.recovery.SentPackets;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.stream.SendStream;
import java.util.Arrays;

/**
 * What is on the way to a peer, and what is known of the way: how long its packets and its round
 * trips are, and how much it carries.
 */
public final class Flight {
  /** So many packets leave at once where a congestion control paces them. */
  private static final int BURST = 16;

  final SentPackets sent;
  final RttEstimator rtt;
  final PathMtu path;
  final Pacer pacer;
  final long peerAckDelay;

  /** How many bytes of a stream are on the way at most. */
  final long ringBytes;

  /** The longest packet of the present path. */
  int mtu;

  CongestionControl congestion;

  /** The streams whose chunks may be on the way. */
  SendStream[] streams = {};

  /** Whether the congestion control held something back since it was last told of arrivals. */
  boolean limited;

  /** Bytes since the receiver was last asked to acknowledge at once. */
  long unasked;

  long lastSentAt;

  /** How often the peer has not answered in time, and how many probes are to be sent for it. */
  int backoff;

  int probes;

  private final LinkOptions options;

  /** Packets before this one have not gone the present way, and say nothing of its round trip. */
  private long since;

  Flight(LinkOptions options, int basePacketBytes, LiveCounters counters, Rules rules) {
    this.options = options;
    peerAckDelay = options.ackDelay().toNanos();
    path = new PathMtu(basePacketBytes, options.packetBytes(), rules.firstNumber());
    mtu = path.bytes();
    congestion = newCongestion();
    pacer = new Pacer((long) BURST * options.packetBytes());
    ringBytes = (long) options.sendPackets() * options.packetBytes();
    sent = new SentPackets(2 * options.sendPackets(), rules.firstNumber());
    rtt = new RttEstimator(options.initialRtt().toNanos(), counters.roundTrips);
  }

  private CongestionControl newCongestion() {
    CongestionControl made = options.congestion().get();
    made.packets(mtu);
    return made;
  }

  void add(SendStream stream) {
    streams = Arrays.copyOf(streams, streams.length + 1);
    streams[streams.length - 1] = stream;
    stream.packetBytes(mtu);
  }

  // --- the way ---

  /** The peer is at another address: nothing is known of the way there (RFC 9000 section 9.4). */
  void moved() {
    path.restart(sent.next);
    mtu = path.bytes();
    congestion = newCongestion();
    forgetRoundTrips();
    sealToPath();
  }

  /**
   * A new connection: packet numbers start again, and nothing is known of the way, which may be
   * another one after so long (RFC 9000 section 9.4). What a congestion control remembers of packet
   * numbers would hold for those of the old connection.
   */
  void restart(long now, boolean forgetsCongestion) {
    sent.clear();
    if (forgetsCongestion) {
      congestion = newCongestion();
      forgetRoundTrips();
    }
    heard();
    lastSentAt = now;
    path.restart(sent.next);
    mtuChanged();
  }

  private void forgetRoundTrips() {
    rtt.restart();
    since = sent.next;
  }

  /** Whether the packet has gone the present way. */
  boolean goesPresentWay(long packet) {
    return packet >= since;
  }

  /** Other packets are the longest now. */
  void mtuChanged() {
    mtu = path.bytes();
    congestion.packets(mtu);
    sealToPath();
  }

  private void sealToPath() {
    for (SendStream stream : streams) {
      stream.packetBytes(mtu);
    }
  }

  /** Whether the path is known to carry shorter packets than this one, which is on the way. */
  boolean tooLong(long packet) {
    return sent.state(packet) == SentPackets.IN_FLIGHT && sent.bytes(packet) > path.base();
  }

  boolean anyTooLong() {
    for (long packet = sent.oldest; packet < sent.next; packet++) {
      if (tooLong(packet)) {
        return true;
      }
    }
    return false;
  }

  // --- what is sent, and what is heard ---

  /** Whether so many bytes more may be on the way. */
  boolean fits(int bytes) {
    return sent.bytesInFlight + bytes <= congestion.windowBytes() && !sent.full();
  }

  /** As {@link #fits}, and whether it is time for them. */
  boolean room(long now, int bytes) {
    if (!fits(bytes)) {
      limited = true;
      return false;
    }
    return pacer.freeAt() <= now;
  }

  /** Data has left. */
  void sent(long now, int length, boolean ackNow) {
    pacer.sent(now, length, congestion.bytesPerSecond(rtt.smoothed()));
    unasked = ackNow ? 0 : unasked + length;
    lastSentAt = now;
  }

  /** Something was there and back: nobody is silent. */
  void heard() {
    backoff = 0;
    probes = 0;
  }
}
