package dev.faultline.link;

import dev.faultline.link.congestion.CongestionControl;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.recovery.Histogram;
import dev.faultline.link.recovery.Pacer;
import dev.faultline.link.recovery.Reordering;
import dev.faultline.link.recovery.RttEstimator;
import dev.faultline.link.recovery.SentPackets;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The sending half of a connection: which packet goes next, what an acknowledgement means, which
 * packets count as lost (RFC 9002 section 6, RACK of RFC 8985), and when to probe.
 */
final class Transmitter {
  /** Stream of a packet that carries no chunk. */
  static final int NO_STREAM = -1;

  /** Stream of a packet that tries out how long packets may be; its chunk is its length. */
  private static final int PATH_PROBE = -2;

  private static final long GRANULARITY_NANOS = 100_000;
  private static final int LONGEST_BACKOFF = 16;

  /** So many packets leave at once where a congestion control paces them. */
  private static final int BURST = 16;

  /**
   * So many times a window the receiver is asked to acknowledge at once. More often costs both
   * sides system calls; less often, and the sender may run dry before an acknowledgement opens the
   * window, or has too few samples of the round trip for HyStart++.
   */
  private static final int ACKS_A_WINDOW = 8;

  /** A stream sends so many packets in a row before the next one has its turn. */
  private static final int QUANTUM = 64;

  private final Halves session;
  private final LinkOptions options;
  private final Counters counters;
  private final Rules rules;
  private final long peerAckDelay;
  private final PathMtu path;

  /** The longest packet of the present path. */
  private int mtu;

  private CongestionControl congestion;
  private final Pacer pacer;
  private final long ringBytes;
  private final SentPackets sent;
  private final RttEstimator rtt;
  private final Histogram lossBursts = new Histogram();
  private SendStream[] streams = new SendStream[0];
  private int turn;
  private int lostTurn;

  private final Reordering reordering = new Reordering();

  /** Bytes since the receiver was last asked to acknowledge at once. */
  private long unasked;

  private int backoff;
  private boolean limited;
  private int probes;
  private long lossAt = Long.MAX_VALUE;
  private long lastSentAt;
  private long largestAcknowledged = -1;

  /** Packets before this one have not gone the present way, and say nothing of its round trip. */
  private long pathSince;

  Transmitter(Halves session, LinkOptions options, Counters counters, Rules rules) {
    this.session = session;
    this.options = options;
    this.counters = counters;
    this.rules = rules;
    peerAckDelay = options.ackDelay().toNanos();
    path = new PathMtu(options.basePacketBytes(), options.packetBytes(), rules.firstNumber());
    mtu = path.bytes();
    congestion = newCongestion();
    pacer = new Pacer((long) BURST * options.packetBytes());
    ringBytes = (long) options.sendPackets() * options.packetBytes();
    sent = new SentPackets(2 * options.sendPackets(), rules.firstNumber());
    rtt = new RttEstimator(options.initialRtt().toNanos(), counters.countedRoundTrips);
  }

  private CongestionControl newCongestion() {
    CongestionControl made = options.congestion().get();
    made.packets(mtu);
    return made;
  }

  /** The peer is at another address: nothing is known of the way there (RFC 9000 section 9.4). */
  void moved() {
    path.restart(sent.next);
    mtu = path.bytes();
    congestion = newCongestion();
    forgetRoundTrips();
    sealToPath();
  }

  private void forgetRoundTrips() {
    rtt.restart();
    pathSince = sent.next;
  }

  private void mtuChanged() {
    mtu = path.bytes();
    congestion.packets(mtu);
    sealToPath();
  }

  private void sealToPath() {
    for (SendStream stream : streams) {
      stream.packetBytes(mtu);
    }
  }

  /** The longest packet that the path is known to carry. */
  int mtu() {
    return mtu;
  }

  void add(SendStream stream) {
    streams = Arrays.copyOf(streams, streams.length + 1);
    streams[streams.length - 1] = stream;
    stream.packetBytes(mtu);
  }

  /** The session is over: nothing is sent any more. */
  void over() {
    sent.free();
  }

  SendStream[] streams() {
    return streams;
  }

  RttEstimator rtt() {
    return rtt;
  }

  /** How many packets were lost at a time. */
  Distribution lossBursts() {
    return lossBursts;
  }

  // --- sending ---

  /** Sends what may be sent. Returns false when the egress or the control buffers are full. */
  boolean poll(long now, Egress egress) {
    boolean resting = true;
    for (SendStream stream : streams) {
      stream.expire(now);
      stream.pump();
      stream.tryAgain(now);
      stream.rest(now);
      resting &= stream.rests();
    }
    if (resting) {
      sent.rest();
    }
    // The egress may read what lies in a slot when the poll is over: each is sent once in it.
    long since = sent.next;
    for (; probes > 0; probes--) {
      if (!probe(now, since, egress)) {
        return false;
      }
    }
    // In turn: a receiver may refuse those of one stream again and again.
    int idle = 0;
    while (idle < streams.length) {
      lostTurn = lostTurn + 1 < streams.length ? lostTurn + 1 : 0;
      SendStream stream = streams[lostTurn];
      int packets = 0;
      while (packets < QUANTUM && stream.anyLost()) {
        long chunk = stream.oldestLost();
        if (!room(now, Math.min(mtu, stream.length(chunk)))) {
          return true;
        }
        if (!transmit(now, egress, stream, chunk)) {
          return false;
        }
        packets++;
      }
      idle = packets == 0 ? idle + 1 : 0;
    }
    return sendFresh(now, egress);
  }

  private boolean sendFresh(long now, Egress egress) {
    int idle = 0;
    while (idle < streams.length) {
      turn = turn + 1 < streams.length ? turn + 1 : 0;
      SendStream stream = streams[turn];
      int packets = 0;
      while (packets < QUANTUM && stream.anyFresh() && stream.ready()) {
        if (!room(now, mtu)) {
          return true;
        }
        if (!transmit(now, egress, stream, stream.fresh())) {
          return false;
        }
        packets++;
      }
      idle = packets == 0 ? idle + 1 : 0;
    }
    return true;
  }

  private boolean room(long now, int bytes) {
    if (!fits(bytes)) {
      limited = true;
      return false;
    }
    return pacer.freeAt() <= now;
  }

  private boolean fits(int bytes) {
    return sent.bytesInFlight + bytes <= congestion.windowBytes() && !sent.full();
  }

  private boolean transmit(long now, Egress egress, SendStream stream, long chunk) {
    long packet = sent.next;
    long at = stream.at(chunk);
    int length = stream.length(chunk);
    if (length > mtu) {
      // Maybe it is only padded to what the path allowed once.
      length = Wire.FRAMES + stream.used(chunk);
      if (length > mtu) {
        return transmitParts(now, egress, stream, chunk);
      }
    }
    MemorySegment slots = stream.slots();
    boolean ackNow = wantsAck(stream, chunk, length);
    stream.stamp(chunk, session.key(), packet, ackNow);
    int used = stream.used(chunk);
    int trailer = session.receiver().write(now, slots, at + Wire.FRAMES + used, stream.room(chunk));
    if (trailer > 0) {
      slots.set(Wire.SHORT, at + Wire.TRAILER, (short) trailer);
      length = Math.max(length, Wire.FRAMES + used + trailer);
    }
    stream.pad(chunk, trailer, length);
    session.checksum().stamp(slots, at, length);
    if (!egress.send(session.peer(), slots, at, length)) {
      return false;
    }
    if (trailer > 0) {
      session.receiver().told();
    }
    boolean again = stream.sent(now, chunk, packet);
    if (again) {
      counters.retransmitted++;
    }
    counters.packetsSent++;
    counters.bytesSent += length;
    sent.add(now, stream.id, chunk, length, again);
    pacer.sent(now, length, congestion.bytesPerSecond(rtt.smoothed()));
    unasked = ackNow ? 0 : unasked + length;
    lastSentAt = now;
    return true;
  }

  /** Sends the parts of a chunk that are due, as far as there is room, and at least one. */
  private boolean transmitParts(long now, Egress egress, SendStream stream, long chunk) {
    stream.split(now, chunk);
    do {
      int part = stream.partDue(chunk);
      boolean ackNow = stream.lastPartDue(chunk) && wantsAck(stream, chunk, mtu);
      int length = session.part(stream, chunk, part, sent.next, ackNow, egress);
      if (length == 0) {
        return false;
      }
      boolean again = stream.partSent(chunk, part, sent.next);
      if (again) {
        counters.retransmitted++;
      }
      counters.parts++;
      sent.add(now, stream.id, chunk, part, length, again);
      pacer.sent(now, length, congestion.bytesPerSecond(rtt.smoothed()));
      unasked = ackNow ? 0 : unasked + length;
      lastSentAt = now;
    } while (stream.anyPartDue(chunk) && room(now, Wire.FRAMES + Wire.PART_BYTES));
    return true;
  }

  /** Whether a share of the window has gone since the last time, or nothing may go after this. */
  private boolean wantsAck(SendStream stream, long chunk, int length) {
    long window = Math.min(congestion.windowBytes(), ringBytes);
    return (unasked + length) * ACKS_A_WINDOW >= window
        || sent.bytesInFlight + length + mtu > window
        || stream.last(chunk);
  }

  /**
   * Sends one packet whether or not there is room: the oldest again that none since this one
   * carried, else a fresh one.
   */
  private boolean probe(long now, long since, Egress egress) {
    if (sent.full()) {
      // Nothing has come back for long, so what is oldest makes room.
      lose(now, sent.oldest);
      sent.advance();
    }
    counters.probes++;
    if (probes == 1 && anyTooLong()) {
      // If this arrives and what is long does not, nobody is silent: it is a black hole.
      return ping(now, egress);
    }
    for (SendStream stream : streams) {
      if (stream.anyLost()) {
        return transmit(now, egress, stream, stream.oldestLost());
      }
      long oldest = stream.waits() ? SendStream.NO_CHUNK : stream.oldestUnacknowledged(since);
      if (oldest != SendStream.NO_CHUNK) {
        return transmit(now, egress, stream, oldest);
      }
    }
    for (SendStream stream : streams) {
      if (stream.anyFresh() && stream.ready()) {
        return transmit(now, egress, stream, stream.fresh());
      }
    }
    return ping(now, egress);
  }

  /** Sends a packet that says nothing and wants an acknowledgement. */
  boolean ping(long now, Egress egress) {
    if (!session.sendPing(sent.next, egress)) {
      return false;
    }
    sent.add(now, NO_STREAM, 0, Wire.BODY, false);
    lastSentAt = now;
    return true;
  }

  /** Sends a packet that only tries whether the path carries it, when it is time for that. */
  boolean probePath(long now, Egress egress) {
    if (path.probeAt() > now || sent.full()) {
      return true;
    }
    int length = path.probeBytes();
    if (!session.pathProbe(sent.next, length, egress)) {
      return false;
    }
    counters.pathProbes++;
    path.probing(sent.next);
    // It takes nothing of the window: there is only one at a time, and it may be too long for it.
    sent.add(now, PATH_PROBE, length, 0, false);
    lastSentAt = now;
    return true;
  }

  /** When {@link #probePath} has something to send. */
  long probePathAt() {
    return sent.full() ? Long.MAX_VALUE : path.probeAt();
  }

  // --- acknowledgements ---

  /**
   * Takes an acknowledgement apart: which packets arrived, then the windows of the streams.
   *
   * @return false when it is malformed
   */
  boolean acknowledged(long now, MemorySegment segment, long at, int length) {
    if (length < Receiver.ACK_HEADER) {
      return false;
    }
    long largest = segment.get(Wire.LONG, at);
    long delay = Integer.toUnsignedLong(segment.get(Wire.INT, at + 8)) * 1_000;
    int ranges = Byte.toUnsignedInt(segment.get(Wire.BYTE, at + 12));
    int windows = Byte.toUnsignedInt(segment.get(Wire.BYTE, at + 13));
    long rangesEnd = at + Receiver.ACK_HEADER + (ranges == 0 ? 0 : 8L * ranges - 4);
    if (rangesEnd + (long) windows * Receiver.ACK_STREAM > at + length || largest >= sent.next) {
      return false;
    }
    if (ranges > 0) {
      packets(now, segment, at + Receiver.ACK_HEADER, largest, ranges, delay);
    }
    for (int i = 0; i < windows; i++) {
      long window = rangesEnd + (long) i * Receiver.ACK_STREAM;
      int id = Short.toUnsignedInt(segment.get(Wire.SHORT, window));
      SendStream stream = session.sending(id);
      if (stream != null) {
        stream.limit(segment.get(Wire.LONG, window + 2));
        if (!stream.trim(
            rules.forgettable(
                segment.get(Wire.LONG, window + 10), segment.get(Wire.LONG, window + 18)))) {
          session.malformed();
        }
      }
    }
    return true;
  }

  /** The peer had no memory for these packets: nothing was lost on the way, and no way is full. */
  void turnedBack(long now, MemorySegment segment, long at, int length) {
    long largest = -1;
    for (int from = 0; from + Long.BYTES <= length; from += Long.BYTES) {
      long packet = segment.get(Wire.LONG, at + from);
      if (packet >= Math.max(sent.floor(), sent.oldest)
          && packet < sent.next
          && sent.state(packet) == SentPackets.IN_FLIGHT
          && sent.stream(packet) >= 0) {
        turnedBack(now, packet);
        largest = Math.max(largest, packet);
      }
    }
    sent.advance();
    if (largest >= 0) {
      // It was there, so those that left long before it are not on the way any more. But the word
      // of those that arrived besides comes behind this one.
      largestAcknowledged = Math.max(largestAcknowledged, largest);
      lossAt = Math.min(lossAt, now + peerAckDelay + patience() / 8);
    }
  }

  private void turnedBack(long now, long packet) {
    sent.settle(packet, SentPackets.LOST);
    counters.turnedBack++;
    // It has been there and back: nobody is silent.
    backoff = 0;
    probes = 0;
    SendStream stream = session.sending(sent.stream(packet));
    if (stream != null) {
      toSendAgain(stream, packet);
      stream.turnedBack(now, rtt.smoothed(), sent.next);
    }
  }

  private void toSendAgain(SendStream stream, long packet) {
    int part = sent.part(packet);
    if (part < 0) {
      stream.lost(sent.chunk(packet), packet);
    } else {
      stream.partLost(sent.chunk(packet), part, packet);
    }
  }

  private void packets(
      long now, MemorySegment segment, long at, long largest, int ranges, long said) {
    long delay = said;
    long floor = Math.max(sent.floor(), sent.oldest - Reordering.LEAST_PACKETS * 64L);
    boolean largestIsNew = largest >= floor && sent.state(largest) == SentPackets.IN_FLIGHT;
    // Karn's rule: only the largest, newly acknowledged, and never sent before.
    boolean sampled = largestIsNew && largest >= pathSince && rules.sampled(sent.resent(largest));
    long rttNanos =
        sampled ? now - rules.sentNanos(sent.sentNanos(largest), firstSent(largest)) : 0;
    long bytes = 0;
    long to = largest;
    long from = at;
    for (int i = 0; i < ranges && to >= floor; i++) {
      if (i > 0) {
        to -= Integer.toUnsignedLong(segment.get(Wire.INT, from));
        from += Integer.BYTES;
      }
      long count = Integer.toUnsignedLong(segment.get(Wire.INT, from));
      from += Integer.BYTES;
      long low = Math.max(to - count + 1, floor);
      for (long packet = low; packet <= to; packet++) {
        byte state = sent.state(packet);
        if (state == SentPackets.IN_FLIGHT || state == SentPackets.LOST) {
          bytes += arrived(now, packet, state, largest);
        }
      }
      to -= count;
    }
    if (sampled) {
      if (delay > rtt.smoothed() + peerAckDelay) {
        rttNanos = rtt.without(delay - peerAckDelay, rttNanos);
        delay = peerAckDelay;
      }
      rtt.sample(rttNanos, delay);
    }
    if (bytes > 0) {
      backoff = 0;
      probes = 0;
      congestion.acknowledged(
          now, bytes, largest, sent.next, sampled ? rttNanos : Long.MAX_VALUE, limited);
      limited = false;
    }
    sent.advance();
    detectLosses(now, Math.max(largest, largestAcknowledged));
  }

  /** When the chunk of this packet was sent for the first time. */
  private long firstSent(long packet) {
    SendStream stream = sent.stream(packet) < 0 ? null : session.sending(sent.stream(packet));
    return stream == null || !stream.unacknowledged(sent.chunk(packet))
        ? sent.sentNanos(packet)
        : stream.firstSent(sent.chunk(packet));
  }

  private int arrived(long now, long packet, byte state, long largest) {
    int stream = sent.stream(packet);
    if (stream == PATH_PROBE) {
      pathProbeArrived(now, packet);
      return 0;
    }
    if (state == SentPackets.LOST) {
      // It was late, not lost: be slower to give up the next one.
      counters.spurious++;
      reordering.wasLate(largest - packet + 1);
    }
    sent.settle(packet, SentPackets.ACKED);
    int length = sent.bytes(packet);
    if (length > path.base()) {
      path.arrived(packet);
    }
    if (stream != NO_STREAM) {
      SendStream sending = session.sending(stream);
      if (sending != null) {
        int part = sent.part(packet);
        if (part < 0) {
          sending.acknowledged(sent.chunk(packet));
        } else {
          sending.partAcknowledged(sent.chunk(packet), part);
        }
      }
    }
    return state == SentPackets.IN_FLIGHT ? length : 0;
  }

  private void pathProbeArrived(long now, long packet) {
    sent.settle(packet, SentPackets.ACKED);
    backoff = 0;
    probes = 0;
    if (path.probeArrived(now, packet, (int) sent.chunk(packet))) {
      mtuChanged();
    }
  }

  private void detectLosses(long now, long largest) {
    lossAt = Long.MAX_VALUE;
    long patience = patience();
    long youngestLost = -1;
    long before = counters.lost;
    for (long packet = sent.oldest; packet < largest; packet++) {
      if (sent.state(packet) != SentPackets.IN_FLIGHT) {
        continue;
      }
      long due = sent.sentNanos(packet) + patience;
      if (largest - packet >= reordering.packets() || due <= now) {
        if (lose(now, packet)) {
          youngestLost = packet;
        }
      } else {
        lossAt = Math.min(lossAt, due);
      }
    }
    if (youngestLost >= 0) {
      lossBursts.record(counters.lost - before);
      counters.countedLossBursts.record(counters.lost - before);
      reordering.wasLost();
      congestion.lost(now, youngestLost, sent.next);
    }
    sent.advance();
    if (path.suspectsBlackHole()) {
      fallBack(now);
    }
    largestAcknowledged = Math.max(largestAcknowledged, largest);
  }

  /** How long an older packet may stay out after a younger one arrived. */
  long patience() {
    return Math.max(reordering.nanos(Math.max(rtt.smoothed(), rtt.latest())), GRANULARITY_NANOS);
  }

  /** Counts a packet as lost. Returns whether that says something about congestion. */
  private boolean lose(long now, long packet) {
    int stream = sent.stream(packet);
    sent.settle(packet, SentPackets.LOST);
    if (stream == PATH_PROBE) {
      counters.pathProbesLost++;
      path.probeLost(now, packet);
      return rules.congests(true);
    }
    counters.lost++;
    if (sent.bytes(packet) > path.base()) {
      path.lost(packet, sent.next);
    }
    if (stream != NO_STREAM) {
      SendStream sending = session.sending(stream);
      if (sending != null) {
        toSendAgain(sending, packet);
      }
    }
    return rules.congests(false);
  }

  /** The path carries only short packets: long ones on the way are lost, and so are later ones. */
  private void fallBack(long now) {
    if (!rules.fallsBack()) {
      return;
    }
    counters.blackHoles++;
    for (long packet = sent.oldest; packet < sent.next; packet++) {
      if (tooLong(packet)) {
        lose(now, packet);
      }
    }
    sent.advance();
    path.fallBack(now, sent.next);
    mtuChanged();
  }

  private boolean tooLong(long packet) {
    return sent.state(packet) == SentPackets.IN_FLIGHT && sent.bytes(packet) > path.base();
  }

  private boolean anyTooLong() {
    for (long packet = sent.oldest; packet < sent.next; packet++) {
      if (tooLong(packet)) {
        return true;
      }
    }
    return false;
  }

  // --- time ---

  void onTimer(long now) {
    if (lossAt <= now) {
      detectLosses(now, largestAcknowledged);
      return;
    }
    if (probeAt() <= now) {
      probes = backoff == 0 && !anyTooLong() ? 1 : 2;
      backoff = Math.min(backoff + 1, LONGEST_BACKOFF);
      if (backoff == 3) {
        congestion.collapsed(now);
      }
      // The timer starts afresh, even if there is nothing that could be sent.
      lastSentAt = now;
    }
  }

  long deadline() {
    return Math.min(lossAt, probeAt());
  }

  private long probeAt() {
    if (sent.inFlight == 0 && !blocked()) {
      return Long.MAX_VALUE;
    }
    return lastSentAt + (rtt.probeTimeout(GRANULARITY_NANOS, peerAckDelay) << backoff);
  }

  /** Whether only the receiver's window stands in the way; it may have opened unheard. */
  private boolean blocked() {
    for (SendStream stream : streams) {
      if (stream.blocked()) {
        return true;
      }
    }
    return false;
  }

  /** When {@link #poll} would send something: in the past if now. */
  long sendAt() {
    if (probes > 0) {
      return Long.MIN_VALUE;
    }
    if (!fits(mtu)) {
      return Long.MAX_VALUE;
    }
    long earliest = Long.MAX_VALUE;
    for (SendStream stream : streams) {
      if (stream.anyLost() || stream.anyFresh()) {
        return pacer.freeAt();
      }
      earliest = Math.min(earliest, stream.triesAgainAt());
    }
    return earliest;
  }

  /**
   * A new connection: packet numbers start again, and nothing is known of the way, which may be
   * another one after so long (RFC 9000 section 9.4). What a congestion control remembers of packet
   * numbers would hold for those of the old connection.
   */
  void forgetPackets(long now) {
    sent.clear();
    if (rules.forgetsCongestion()) {
      congestion = newCongestion();
      forgetRoundTrips();
    }
    largestAcknowledged = -1;
    lossAt = Long.MAX_VALUE;
    backoff = 0;
    probes = 0;
    lastSentAt = now;
    path.restart(sent.next);
    mtuChanged();
  }

  /** Whether everything that was offered has arrived, and is processed where that matters. */
  boolean drained() {
    for (SendStream stream : streams) {
      if (!stream.drained() || stream.unprocessed()) {
        return false;
      }
    }
    return true;
  }
}
