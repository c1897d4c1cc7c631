package dev.faultline.link.transmit;

import dev.faultline.link.Egress;
import dev.faultline.link.receive.AckWriter;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.recovery.SentPackets;
import dev.faultline.link.stream.SendRing;
import dev.faultline.link.stream.SendStream;
import dev.faultline.link.stream.SplitChunks;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** Makes packets of chunks and of probes, and puts them on the way. */
public final class PacketSender {
  /** Stream of a packet that carries no chunk. */
  static final int NO_STREAM = -1;

  /** Stream of a packet that tries out how long packets may be; its chunk is its length. */
  static final int PATH_PROBE = -2;

  /**
   * So many times a window the receiver is asked to acknowledge at once. More often costs both
   * sides system calls; less often, and the sender may run dry before an acknowledgement opens the
   * window, or has too few samples of the round trip for HyStart++.
   */
  private static final int ACKS_A_WINDOW = 8;

  private final TransmitterHost session;
  private final LiveCounters counters;
  private final Flight flight;
  private final SentPackets sent;
  private final AckWriter acks;

  /**
   * @param acks what goes to the peer behind the data
   */
  PacketSender(TransmitterHost session, LiveCounters counters, Flight flight, AckWriter acks) {
    this.session = session;
    this.acks = acks;
    this.counters = counters;
    this.flight = flight;
    sent = flight.sent;
  }

  /**
   * Sends a chunk, whole or in fragments. Returns false when the egress or the buffers are full.
   */
  boolean transmit(long now, Egress egress, SendStream stream, long chunk) {
    long packet = sent.next;
    SendRing ring = stream.ring();
    long at = ring.at(chunk);
    int used = ring.used(chunk);
    int length = ring.length(chunk);
    if (length > flight.mtu) {
      // Maybe it is only padded to what the path allowed once.
      length = Wire.FRAMES + used;
      if (length > flight.mtu) {
        return transmitFragments(now, egress, stream, chunk);
      }
    }
    MemorySegment slots = ring.slots;
    boolean ackNow = wantsAck(stream, chunk, length);
    ring.stamp(chunk, stream.header(ackNow), session.key(), packet);
    int trailer =
        acks.pending() ? acks.write(now, slots, at + Wire.FRAMES + used, stream.room(used)) : 0;
    if (trailer > 0) {
      slots.set(Wire.SHORT, at + Wire.TRAILER, (short) trailer);
      length = Math.max(length, Wire.FRAMES + used + trailer);
    }
    ring.pad(chunk, used + trailer, length);
    session.checksum().stamp(slots, at, length);
    if (!egress.send(session.peer(), slots, at, length)) {
      return false;
    }
    if (trailer > 0) {
      acks.told();
    }
    boolean again = stream.chunks.sent(now, ring, chunk, packet);
    if (again) {
      counters.retransmitted++;
    }
    counters.packetsSent++;
    counters.bytesSent += length;
    sent.add(now, stream.id, chunk, length, again);
    flight.sent(now, length, ackNow);
    return true;
  }

  /** Sends the fragments of a chunk that are due, as far as there is room, and at least one. */
  private boolean transmitFragments(long now, Egress egress, SendStream stream, long chunk) {
    SplitChunks fragments = stream.fragments;
    fragments.split(now, chunk);
    do {
      int fragment = fragments.due(chunk);
      boolean ackNow = fragments.lastDue(chunk) && wantsAck(stream, chunk, flight.mtu);
      int length = session.fragment(stream, chunk, fragment, sent.next, ackNow, egress);
      if (length == 0) {
        return false;
      }
      boolean again = fragments.sent(chunk, fragment, sent.next);
      if (again) {
        counters.retransmitted++;
      }
      counters.fragments++;
      sent.add(now, stream.id, chunk, fragment, length, again);
      flight.sent(now, length, ackNow);
    } while (fragments.anyDue(chunk) && flight.room(now, Wire.FRAMES + Wire.FRAGMENT_BYTES));
    return true;
  }

  /** Whether a share of the window has gone since the last time, or nothing may go after this. */
  private boolean wantsAck(SendStream stream, long chunk, int length) {
    long window = Math.min(flight.congestion.windowBytes(), flight.ringBytes);
    return (flight.unasked + length) * ACKS_A_WINDOW >= window
        || sent.bytesInFlight + length + flight.mtu > window
        || stream.last(chunk);
  }

  /** Sends a packet that says nothing and wants an acknowledgement. */
  public boolean ping(long now, Egress egress) {
    if (!session.sendPing(sent.next, egress)) {
      return false;
    }
    sent.add(now, NO_STREAM, 0, Wire.BODY, false);
    flight.lastSentAt = now;
    return true;
  }

  /** Sends a packet that only tries whether the path carries it, when it is time for that. */
  public boolean probePath(long now, Egress egress) {
    if (flight.path.probeAt() > now || sent.full()) {
      return true;
    }
    int length = flight.path.probeBytes();
    if (!session.pathProbe(sent.next, length, egress)) {
      return false;
    }
    counters.pathProbes++;
    flight.path.probing(sent.next);
    // It takes nothing of the window: there is only one at a time, and it may be too long for it.
    sent.add(now, PATH_PROBE, length, 0, false);
    flight.lastSentAt = now;
    return true;
  }

  /** When {@link #probePath} has something to send. */
  public long probePathAt() {
    return sent.full() ? Long.MAX_VALUE : flight.path.probeAt();
  }
}
