package dev.faultline.link;

import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.TurnedBack;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/**
 * The packets of an endpoint that carry no whole chunk: they are written into slots which are free
 * again in the next poll, so that an egress may send them late. Also has the short answers to those
 * of whom nothing is remembered.
 */
final class ControlPackets {
  private static final int SLOTS = 32;

  private final MemorySegment memory;
  private final int stride;
  private final int helloBytes;
  private final Counters counters;
  private final Checksum checksum = new Checksum();
  private final Replies replies = new Replies();
  private int used;

  ControlPackets(LinkOptions options, Counters counters) {
    this.counters = counters;
    helloBytes = options.helloBytes();
    stride = Math.max(options.packetBytes(), Wire.BODY + Receiver.LONGEST_ACK);
    memory = options.memory().apply((long) SLOTS * stride);
  }

  /** Stamps packets that are sent from where they lie, too. */
  Checksum checksum() {
    return checksum;
  }

  /**
   * The slots are free: what was in them is sent. Sends the answers that wait; returns false when
   * there was no room for some.
   */
  boolean begin(Egress egress) {
    used = 0;
    return replies.send(this, egress);
  }

  /** Whether answers wait for the next poll. */
  boolean waiting() {
    return replies.waiting();
  }

  /** Answers somebody of whom nothing is remembered, in the next poll. */
  void answer(long peer, long key, byte type, long value) {
    replies.add(peer, key, type, value);
  }

  void refuse(long peer, long key, SessionEnd why) {
    refuse(peer, key, why.code());
  }

  void refuse(long peer, long key, long ending) {
    counters.refusals++;
    replies.add(peer, key, Wire.END, ending);
  }

  boolean acknowledge(long now, Session session, Egress egress) {
    if (used == SLOTS) {
      return false;
    }
    long at = (long) used * stride + Wire.BODY;
    int length = session.receiver().write(now, memory, at, stride - Wire.BODY);
    if (!control(session.peer(), Wire.ACK, session.key(), 0, length, egress)) {
      return false;
    }
    session.receiver().told();
    return true;
  }

  /** Tells the peer for which of its packets there was no memory. */
  boolean turnBack(Session session, Egress egress) {
    if (used == SLOTS) {
      return false;
    }
    TurnedBack packets = session.receiver().turnedBack();
    int length = packets.write(memory, (long) used * stride + Wire.BODY);
    if (!control(session.peer(), Wire.REFUSED, session.key(), 0, length, egress)) {
      return false;
    }
    packets.clear();
    return true;
  }

  boolean greet(Session session, byte type, Egress egress) {
    if (used == SLOTS) {
      return false;
    }
    int length = helloBytes - Wire.BODY;
    session.hello().write(memory, (long) used * stride + Wire.BODY, length);
    return control(session.peer(), type, session.key(), 0, length, egress);
  }

  boolean farewell(Session session, Egress egress) {
    return reply(session.peer(), Wire.END, session.key(), SessionEnd.CLOSED.code(), egress);
  }

  /** Sends one of the small answers that remember nothing. */
  boolean reply(long peer, byte type, long key, long value, Egress egress) {
    if (used == SLOTS) {
      return false;
    }
    int length = 0;
    if (type == Wire.CHALLENGE || type == Wire.END) {
      // Little-endian, so that the reason of an END is its first byte.
      memory.set(Wire.LONG, (long) used * stride + Wire.BODY, value);
      length = Long.BYTES;
    }
    return control(peer, type, key, 0, length, egress);
  }

  /** Sends a packet that is as long as it is to find out whether such packets arrive. */
  boolean padded(long peer, long key, long packet, int length, Egress egress) {
    if (used == SLOTS) {
      return false;
    }
    // What was in the slot before may have been meant for somebody else.
    long at = (long) used * stride;
    memory.asSlice(at + Wire.BODY, length - Wire.BODY).fill((byte) 0);
    return control(peer, Wire.PING, key, packet, length - Wire.BODY, egress);
  }

  /** Sends a part of a chunk. Returns its length, or 0 when there was no room. */
  int part(
      Session session,
      SendStream stream,
      long chunk,
      int part,
      long packet,
      boolean ackNow,
      Egress egress) {
    if (used == SLOTS) {
      return 0;
    }
    long at = (long) used * stride;
    int length = stream.writePart(memory, at, chunk, part, session.key(), packet, ackNow);
    return send(session.peer(), at, length, egress) ? length : 0;
  }

  /** Sends what stands in the next slot. */
  boolean control(long peer, byte type, long key, long packet, int body, Egress egress) {
    if (used == SLOTS) {
      return false;
    }
    long at = (long) used * stride;
    memory.set(Wire.BYTE, at + Wire.TYPE, type);
    memory.set(Wire.BYTE, at + Wire.FLAGS, (byte) Wire.VERSION);
    memory.set(Wire.SHORT, at + Wire.STREAM, (short) 0);
    memory.set(Wire.LONG, at + Wire.KEY, key);
    memory.set(Wire.LONG, at + Wire.PACKET, packet);
    return send(peer, at, Wire.BODY + body, egress);
  }

  private boolean send(long peer, long at, int length, Egress egress) {
    checksum.stamp(memory, at, length);
    if (!egress.send(peer, memory, at, length)) {
      return false;
    }
    used++;
    counters.packetsSent++;
    counters.bytesSent += length;
    return true;
  }
}
