package dev.faultline.link.transmit;

import dev.faultline.link.Egress;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.receive.AckWriter;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.recovery.LossDetector;
import dev.faultline.link.recovery.RttEstimator;
import dev.faultline.link.recovery.SentPackets;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.stream.SendStream;
import dev.faultline.link.stream.SentChunks;

/**
 * The sending half of a connection: which packet goes next, and when to probe. What is on the way
 * is the {@link Flight}'s, what an acknowledgement means the {@link AckReader}'s, and which packets
 * count as lost the {@link Losses}'.
 */
public final class Transmitter {
  private static final int LONGEST_BACKOFF = 16;

  /** A stream sends so many packets in a row before the next one has its turn. */
  private static final int QUANTUM = 64;

  private final LiveCounters counters;
  private final Rules rules;
  private final Flight flight;
  private final SentPackets sent;
  private final PacketSender packets;
  private final Losses losses;
  private final LossDetector detector;
  private final AckReader acks;
  private int turn;
  private int lostTurn;

  public Transmitter(
      TransmitterHost session,
      LinkOptions options,
      LiveCounters counters,
      Rules rules,
      AckWriter told) {
    this.counters = counters;
    this.rules = rules;
    flight = new Flight(options, session.basePacketBytes(), counters, rules);
    sent = flight.sent;
    packets = new PacketSender(session, counters, flight, told);
    losses = new Losses(session, counters, rules, flight);
    detector = losses.detector();
    acks = new AckReader(session, counters, rules, flight, losses);
  }

  // --- what it is made of ---

  /** Makes packets, and puts them on the way. */
  public PacketSender packets() {
    return packets;
  }

  /** What the peer's acknowledgements mean. */
  public AckReader acks() {
    return acks;
  }

  /** Which packets count as lost. */
  public Losses losses() {
    return losses;
  }

  public SendStream[] streams() {
    return flight.streams;
  }

  public RttEstimator rtt() {
    return flight.rtt;
  }

  /** The longest packet that the path is known to carry. */
  public int mtu() {
    return flight.mtu;
  }

  public void add(SendStream stream) {
    flight.add(stream);
  }

  // --- the connection ---

  /** The peer is at another address: nothing is known of the way there. */
  public void moved() {
    flight.moved();
  }

  /** A new connection: packet numbers start again. */
  public void forgetPackets(long now) {
    detector.restart();
    flight.restart(now, rules.forgetsCongestion());
  }

  /** The session is over: nothing is sent any more. */
  public void over() {
    sent.free();
  }

  // --- sending ---

  /** Sends what may be sent. Returns false when the egress or the control buffers are full. */
  public boolean poll(long now, Egress egress) {
    SendStream[] streams = flight.streams;
    boolean resting = true;
    for (SendStream stream : streams) {
      stream.expire(now);
      stream.packer.pump();
      stream.tryAgain(now);
      stream.rest(now);
      resting &= stream.rests();
    }
    if (resting) {
      sent.rest();
    }
    // The egress may read what lies in a slot when the poll is over: each is sent once in it.
    long since = sent.next;
    for (; flight.probes > 0; flight.probes--) {
      if (!probe(now, since, egress)) {
        return false;
      }
    }
    // In turn: a receiver may refuse those of one stream again and again.
    int idle = 0;
    while (idle < streams.length) {
      lostTurn = lostTurn + 1 < streams.length ? lostTurn + 1 : 0;
      SendStream stream = streams[lostTurn];
      int packetsSent = 0;
      while (packetsSent < QUANTUM && stream.anyLost()) {
        long chunk = stream.chunks.oldestLost();
        if (!flight.room(now, Math.min(flight.mtu, stream.ring().length(chunk)))) {
          return true;
        }
        if (!packets.transmit(now, egress, stream, chunk)) {
          return false;
        }
        packetsSent++;
      }
      idle = packetsSent == 0 ? idle + 1 : 0;
    }
    return sendFresh(now, egress);
  }

  private boolean sendFresh(long now, Egress egress) {
    SendStream[] streams = flight.streams;
    int idle = 0;
    while (idle < streams.length) {
      turn = turn + 1 < streams.length ? turn + 1 : 0;
      SendStream stream = streams[turn];
      int packetsSent = 0;
      while (packetsSent < QUANTUM && stream.anyFresh() && stream.ready()) {
        if (!flight.room(now, flight.mtu)) {
          return true;
        }
        if (!packets.transmit(now, egress, stream, stream.fresh())) {
          return false;
        }
        packetsSent++;
      }
      idle = packetsSent == 0 ? idle + 1 : 0;
    }
    return true;
  }

  // --- probes ---

  /**
   * Sends one packet whether or not there is room: the oldest again that none since this one
   * carried, else a fresh one.
   */
  private boolean probe(long now, long since, Egress egress) {
    if (sent.full()) {
      // Nothing has come back for long, so what is oldest makes room.
      losses.loseOldest(now);
    }
    counters.probes++;
    if (flight.probes == 1 && flight.anyTooLong()) {
      // If this arrives and what is long does not, nobody is silent: it is a black hole.
      return packets.ping(now, egress);
    }
    for (SendStream stream : flight.streams) {
      if (stream.anyLost()) {
        return packets.transmit(now, egress, stream, stream.chunks.oldestLost());
      }
      long oldest =
          stream.waits() ? SentChunks.NO_CHUNK : stream.chunks.oldestUnacknowledged(since);
      if (oldest != SentChunks.NO_CHUNK) {
        return packets.transmit(now, egress, stream, oldest);
      }
    }
    for (SendStream stream : flight.streams) {
      if (stream.anyFresh() && stream.ready()) {
        return packets.transmit(now, egress, stream, stream.fresh());
      }
    }
    return packets.ping(now, egress);
  }

  // --- time ---

  public void onTimer(long now) {
    if (detector.dueAt() <= now) {
      losses.detect(now, detector.largest());
      return;
    }
    if (probeAt() <= now) {
      flight.probes = flight.backoff == 0 && !flight.anyTooLong() ? 1 : 2;
      flight.backoff = Math.min(flight.backoff + 1, LONGEST_BACKOFF);
      if (flight.backoff == 3) {
        flight.congestion.collapsed(now);
      }
      // The timer starts afresh, even if there is nothing that could be sent.
      flight.lastSentAt = now;
    }
  }

  public long deadline() {
    return Math.min(detector.dueAt(), probeAt());
  }

  private long probeAt() {
    if (sent.inFlight == 0 && !blocked()) {
      return Long.MAX_VALUE;
    }
    long timeout = flight.rtt.probeTimeout(LossDetector.GRANULARITY_NANOS, flight.peerAckDelay);
    return flight.lastSentAt + (timeout << flight.backoff);
  }

  /** Whether only the receiver's window stands in the way; it may have opened unheard. */
  private boolean blocked() {
    for (SendStream stream : flight.streams) {
      if (stream.blocked()) {
        return true;
      }
    }
    return false;
  }

  /** When {@link #poll} would send something: in the past if now. */
  public long sendAt() {
    if (flight.probes > 0) {
      return Long.MIN_VALUE;
    }
    if (!flight.fits(flight.mtu)) {
      return Long.MAX_VALUE;
    }
    long earliest = Long.MAX_VALUE;
    for (SendStream stream : flight.streams) {
      if (stream.anyLost() || stream.anyFresh()) {
        return flight.pacer.freeAt();
      }
      earliest = Math.min(earliest, stream.triesAgainAt());
    }
    return earliest;
  }

  /** Whether everything that was offered has arrived, and is processed where that matters. */
  public boolean drained() {
    for (SendStream stream : flight.streams) {
      if (!stream.drained() || stream.unprocessed()) {
        return false;
      }
    }
    return true;
  }
}
