package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The sending side of a stream: a ring of slots, each one packet long. {@link #offer} writes a
 * message behind the ones before it into the open slot, once; a sealed slot is a <em>chunk</em>,
 * which never changes and is sent from where it lies, as often as it takes, under a fresh packet
 * number each time.
 *
 * <p>Chunks are numbered from 0: {@code base <= next <= sealed}, those from base up to next have
 * been sent at least once, those up to sealed are complete, and sealed is the number of the open
 * one.
 */
final class SendStream {
  /** State of a chunk. */
  static final byte FRESH = 0;

  static final byte SENT = 1;
  static final byte LOST = 2;
  static final byte ACKED = 3;

  final int id;
  final StreamKind kind;
  private final int stride;
  private final int mask;
  private final int payload;
  private final int longestMessage;
  final MemorySegment slots;
  private final byte[] states;
  private final short[] used;
  private final boolean[] padded;
  private final long[] first;
  private final long[] lastPacket;

  long base;
  long next;
  long sealed;

  /** Chunks below this one may be sent, as far as the receiver has room. */
  long limit;

  private long sequence = 1;
  private int fill;
  private int lost;
  private long lostHint;

  /** A message too long for the ring, which goes in piece by piece. */
  private MemorySegment pending = MemorySegment.NULL;

  private int pendingLength = -1;
  private int pendingAt;

  SendStream(int id, StreamKind kind, LinkOptions options, long limit) {
    this.id = id;
    this.kind = kind;
    this.limit = limit;
    stride = options.packetBytes();
    int capacity = options.sendPackets();
    mask = capacity - 1;
    payload = stride - Wire.FRAMES;
    longestMessage = options.longestMessage();
    slots = options.memory().apply((long) capacity * stride);
    states = new byte[capacity];
    used = new short[capacity];
    padded = new boolean[capacity];
    first = new long[capacity];
    lastPacket = new long[capacity];
  }

  // --- what the application offers ---

  long offer(MemorySegment source, long offset, int length) {
    int at = fill;
    int end = at + Wire.FRAME_HEADER + length;
    if (end > payload || at == 0) {
      return offerSlowly(source, offset, length);
    }
    write(at, source, offset, length);
    fill = end;
    return sequence++;
  }

  private void write(int at, MemorySegment source, long offset, int length) {
    long to = at(sealed) + Wire.FRAMES + at;
    slots.set(Wire.SHORT, to, (short) (length | Wire.WHOLE));
    MemorySegment.copy(source, offset, slots, to + Wire.FRAME_HEADER, length);
  }

  private long offerSlowly(MemorySegment source, long offset, int length) {
    if (length > longestMessage) {
      return Offer.TOO_LARGE;
    }
    if (pendingLength >= 0) {
      return Offer.BACK_PRESSURED;
    }
    if (Wire.FRAME_HEADER + length > payload) {
      return offerInPieces(source, offset, length);
    }
    if (fill != 0) {
      seal(true);
    }
    if (!open()) {
      return Offer.BACK_PRESSURED;
    }
    write(0, source, offset, length);
    fill = Wire.FRAME_HEADER + length;
    return sequence++;
  }

  private long offerInPieces(MemorySegment source, long offset, int length) {
    long free = mask + 1 - (sealed - base) - (fill == 0 ? 0 : 1);
    long needed = length / (payload - Wire.FRAME_HEADER) + 1;
    if (needed <= free) {
      pendingAt = 0;
      pump(source, offset, length);
      return sequence++;
    }
    if (needed <= (mask + 1) / 2) {
      return Offer.BACK_PRESSURED;
    }
    if (pending.byteSize() < length) {
      pending = MemorySegment.ofArray(new byte[length]);
    }
    MemorySegment.copy(source, offset, pending, 0, length);
    pendingLength = length;
    pendingAt = 0;
    return sequence++;
  }

  /** Lets as much of a waiting long message into the ring as there is room for. */
  void pump() {
    if (pendingLength >= 0) {
      // Its number was given when it was offered.
      sequence--;
      if (pump(pending, 0, pendingLength)) {
        pendingLength = -1;
      }
      sequence++;
    }
  }

  private boolean pump(MemorySegment source, long offset, int length) {
    while (true) {
      if (fill + Wire.FRAME_HEADER >= payload) {
        seal(true);
      }
      if (fill == 0 && !open()) {
        return false;
      }
      int piece = Math.min(length - pendingAt, payload - fill - Wire.FRAME_HEADER);
      int header = piece | (pendingAt == 0 ? Wire.BEGINS : 0);
      boolean last = pendingAt + piece == length;
      long to = at(sealed) + Wire.FRAMES + fill;
      slots.set(Wire.SHORT, to, (short) (last ? header | Wire.ENDS : header));
      MemorySegment.copy(source, offset + pendingAt, slots, to + Wire.FRAME_HEADER, piece);
      fill += Wire.FRAME_HEADER + piece;
      pendingAt += piece;
      if (last) {
        return true;
      }
    }
  }

  /** Makes the slot of the open chunk ready for its first frame, if it is free. */
  private boolean open() {
    if (sealed - base > mask) {
      return false;
    }
    first[(int) sealed & mask] = sequence;
    return true;
  }

  private void seal(boolean full) {
    int slot = (int) sealed & mask;
    used[slot] = (short) fill;
    padded[slot] = full;
    states[slot] = FRESH;
    sealed++;
    fill = 0;
  }

  // --- what the session sends ---

  boolean anyLost() {
    return lost > 0;
  }

  /** The oldest chunk that has to be sent again; only when there is one. */
  long oldestLost() {
    long chunk = Math.max(lostHint, base);
    while (states[(int) chunk & mask] != LOST) {
      chunk++;
    }
    lostHint = chunk;
    return chunk;
  }

  /** Whether there is something to send for the first time that the receiver has room for. */
  boolean anyFresh() {
    return next < limit && (next < sealed || fill > 0);
  }

  /** Whether the receiver's window holds something back. */
  boolean blocked() {
    return next >= limit && (next < sealed || fill > 0);
  }

  /** The next chunk to send for the first time; closes the open one if it is its turn. */
  long fresh() {
    if (next == sealed) {
      seal(false);
    }
    return next;
  }

  boolean anyUnacknowledged() {
    return base < next;
  }

  /** The oldest chunk that has been sent and not acknowledged. */
  long oldestUnacknowledged() {
    return base;
  }

  long at(long chunk) {
    return (chunk & mask) * stride;
  }

  int used(long chunk) {
    return used[(int) chunk & mask];
  }

  /** The length of the chunk's packet; the last bytes of a full one may mean nothing. */
  int length(long chunk) {
    int slot = (int) chunk & mask;
    return padded[slot] ? stride : Wire.FRAMES + used[slot];
  }

  int room(long chunk) {
    return payload - used(chunk);
  }

  /** Writes the header of a transmission of this chunk; checksum and trailer are still missing. */
  void stamp(long chunk, long key, long packet) {
    long at = at(chunk);
    int slot = (int) chunk & mask;
    slots.set(Wire.BYTE, at + Wire.TYPE, Wire.DATA);
    slots.set(Wire.BYTE, at + Wire.FLAGS, (byte) kind.ordinal());
    slots.set(Wire.SHORT, at + Wire.STREAM, (short) id);
    slots.set(Wire.LONG, at + Wire.KEY, key);
    slots.set(Wire.LONG, at + Wire.PACKET, packet);
    slots.set(Wire.LONG, at + Wire.CHUNK, chunk);
    slots.set(Wire.LONG, at + Wire.FIRST, first[slot]);
    slots.set(Wire.SHORT, at + Wire.USED, used[slot]);
    slots.set(Wire.SHORT, at + Wire.TRAILER, (short) 0);
  }

  /** Returns whether the chunk had been sent before. */
  boolean sent(long chunk, long packet) {
    int slot = (int) chunk & mask;
    lastPacket[slot] = packet;
    if (states[slot] == LOST) {
      lost--;
    }
    boolean again = chunk < next;
    next = Math.max(next, chunk + 1);
    states[slot] = SENT;
    if (kind == StreamKind.FAIR_LOSS) {
      acknowledged(chunk);
    }
    return again;
  }

  /** Returns whether this acknowledgement was the chunk's first. */
  boolean acknowledged(long chunk) {
    int slot = (int) chunk & mask;
    if (chunk < base || states[slot] == ACKED) {
      return false;
    }
    if (states[slot] == LOST) {
      lost--;
    }
    states[slot] = ACKED;
    while (base < next && states[(int) base & mask] == ACKED) {
      base++;
    }
    return true;
  }

  /** A packet with this chunk counts as lost; sends it again unless a younger packet has it too. */
  void lost(long chunk, long packet) {
    int slot = (int) chunk & mask;
    if (chunk >= base && states[slot] == SENT && lastPacket[slot] == packet) {
      states[slot] = LOST;
      lost++;
      lostHint = lost == 1 ? chunk : Math.min(lostHint, chunk);
    }
  }

  /** Everything on the way counts as lost: the connection that carried it is gone. */
  void resend() {
    for (long chunk = base; chunk < next; chunk++) {
      lost(chunk, lastPacket[(int) chunk & mask]);
    }
  }

  /** Number of the last message that was taken. */
  long lastSequence() {
    return sequence - 1;
  }

  @Override
  public String toString() {
    return "stream %d: base %d, next %d, sealed %d, limit %d, states %s"
        .formatted(id, base, next, sealed, limit, Arrays.toString(states));
  }
}
