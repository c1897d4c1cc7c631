package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/**
 * The packets of an endpoint that carry no whole chunk. They are written one after the other into
 * memory that is reused in the next poll, so an egress may send them at the end of a poll, and many
 * of one length in one call. Also holds the short answers to unknown peers.
 */
public final class ControlPackets {
  /** Memory for so many of the longest. */
  private static final int LONGEST = 32;

  /** So many in a poll: receivers have room for those, as a rule, however short they are. */
  private static final int MOST = 128;

  private final MemorySegment memory;
  private final int stride;
  private final int helloBytes;
  private final LiveCounters counters;
  private final Checksum checksum = new Checksum();
  private final Replies replies = new Replies();
  private int count;
  private int used;

  /**
   * Memory for the packets of one poll.
   *
   * @param longestControl bytes of the longest packet that carries no part of a chunk
   */
  public ControlPackets(LinkOptions options, LiveCounters counters, int longestControl) {
    this.counters = counters;
    helloBytes = Hello.length(options) + Wire.BODY;
    stride = Math.max(options.packetBytes(), longestControl);
    memory = options.memory().apply((long) LONGEST * stride);
  }

  /** Stamps packets that are sent from where they lie, too. */
  public Checksum checksum() {
    return checksum;
  }

  /**
   * The memory is free: what was there is sent. Sends the answers that wait; returns false when
   * there was no room for some.
   */
  public boolean begin(Egress egress) {
    count = 0;
    used = 0;
    return replies.send(this, egress);
  }

  /** Whether answers wait for the next poll. */
  public boolean waiting() {
    return replies.waiting();
  }

  /** Answers an unknown peer in the next poll, without keeping state for it. */
  public void answer(long peer, long key, byte type, long value) {
    replies.add(peer, key, type, value);
  }

  public void refuse(long peer, long key, SessionEnd why) {
    refuse(peer, key, EndCode.of(why));
  }

  public void refuse(long peer, long key, long ending) {
    counters.refusals++;
    replies.add(peer, key, Wire.END, ending);
  }

  /** Whether there is no place for one more until the next poll. */
  public boolean full() {
    return count == MOST || used + stride > memory.byteSize();
  }

  /** Where packets are written. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where the next one begins, unless there is {@linkplain #full no place} for it. */
  public long slot() {
    return used;
  }

  /** How many bytes a body may have. */
  public int mostBody() {
    return stride - Wire.BODY;
  }

  boolean greet(long peer, byte type, long key, Hello hello, Egress egress) {
    int length = helloBytes - Wire.BODY;
    hello.write(memory, slot() + Wire.BODY, length);
    return control(peer, type, key, 0, length, egress);
  }

  /** Sends one of the small answers that remember nothing. */
  boolean reply(long peer, byte type, long key, long value, Egress egress) {
    if (full()) {
      return false;
    }
    int length = 0;
    if (type == Wire.CHALLENGE || type == Wire.END) {
      // Little-endian, so that the reason of an END is its first byte.
      memory.set(Wire.LONG, slot() + Wire.BODY, value);
      length = Long.BYTES;
    }
    return control(peer, type, key, 0, length, egress);
  }

  /** Sends a packet that is as long as it is to find out whether such packets arrive. */
  public boolean padded(long peer, long key, long packet, int length, Egress egress) {
    if (full()) {
      return false;
    }
    // What was there before may have been meant for somebody else.
    long at = slot();
    memory.asSlice(at + Wire.BODY, length - Wire.BODY).fill((byte) 0);
    return control(peer, Wire.PING, key, packet, length - Wire.BODY, egress);
  }

  /** Sends a packet whose body stands in the next place. */
  public boolean control(long peer, byte type, long key, long packet, int body, Egress egress) {
    if (full()) {
      return false;
    }
    long at = slot();
    memory.set(Wire.BYTE, at + Wire.TYPE, type);
    memory.set(Wire.BYTE, at + Wire.FLAGS, (byte) Wire.VERSION);
    memory.set(Wire.SHORT, at + Wire.STREAM, (short) 0);
    memory.set(Wire.LONG, at + Wire.KEY, key);
    memory.set(Wire.LONG, at + Wire.PACKET, packet);
    return send(peer, Wire.BODY + body, egress);
  }

  /** Sends a packet of this length as it stands in the next place, but for its checksum. */
  public boolean send(long peer, int length, Egress egress) {
    long at = slot();
    checksum.stamp(memory, at, length);
    if (!egress.send(peer, memory, at, length)) {
      return false;
    }
    count++;
    used += length;
    counters.packetsSent++;
    counters.bytesSent += length;
    return true;
  }
}
