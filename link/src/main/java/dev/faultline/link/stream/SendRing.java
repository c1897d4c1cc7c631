package dev.faultline.link.stream;

import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a stream that sends, each one packet long, and what is known of the chunk in each. A
 * ring is on loan from the {@link SendRings} of its endpoint while the stream has something to
 * send.
 */
public final class SendRing {
  static final byte FRESH = 0;
  static final byte SENT = 1;
  static final byte LOST = 2;
  static final byte ACKED = 3;

  /** What a stream has that has nothing to send: no slot. */
  static final SendRing NONE = new SendRing(0, 0, MemorySegment.NULL);

  private static final long NOBODY = -1;

  private static final MemorySegment PADDING =
      MemorySegment.ofArray(new byte[Wire.LONGEST_PACKET / ChunkSealer.PADDED_SHARE]);

  public final MemorySegment slots;
  final int stride;
  final int mask;
  final byte[] states;
  final short[] used;

  /** How long each chunk's packet is. */
  final short[] lengths;

  /** The first message of each chunk. */
  final long[] first;

  /** The youngest packet that carried the chunk. */
  final long[] lastPacket;

  final long[] firstSent;

  /** Which chunk lies in the slot. */
  final long[] resident;

  /** Made for the first chunk that is too long for the path. */
  @Nullable SendFragments fragments;

  SendRing(int capacity, int stride, MemorySegment slots) {
    this.stride = stride;
    this.slots = slots;
    mask = capacity - 1;
    states = new byte[capacity];
    used = new short[capacity];
    lengths = new short[capacity];
    first = new long[capacity];
    lastPacket = new long[capacity];
    firstSent = new long[capacity];
    resident = new long[capacity];
    Arrays.fill(resident, NOBODY);
  }

  int capacity() {
    return mask + 1;
  }

  public long at(long chunk) {
    return (chunk & mask) * stride;
  }

  /** How long the frames of a chunk are. */
  public int used(long chunk) {
    return used[(int) chunk & mask];
  }

  /** The length of the chunk's packet; the last bytes of a full one may mean nothing. */
  public int length(long chunk) {
    return lengths[(int) chunk & mask];
  }

  /** Nothing that lies here counts any more. */
  void clear() {
    Arrays.fill(states, FRESH);
    Arrays.fill(resident, NOBODY);
    forgetFragments();
  }

  SendFragments madeFragments(Rules rules) {
    SendFragments made = fragments;
    if (made == null) {
      made = new SendFragments(capacity(), rules);
      fragments = made;
    }
    return made;
  }

  void forgetFragments() {
    if (fragments != null) {
      fragments.clear();
    }
  }

  /** Takes over the chunks from {@code base} up to {@code end} of a smaller ring. */
  void adopt(SendRing from, long base, long end, Rules rules) {
    SendFragments split = from.fragments;
    for (long chunk = base; chunk < end; chunk++) {
      int old = (int) chunk & from.mask;
      if (from.resident[old] != chunk) {
        continue;
      }
      int slot = (int) chunk & mask;
      states[slot] = from.states[old];
      used[slot] = from.used[old];
      lengths[slot] = from.lengths[old];
      first[slot] = from.first[old];
      lastPacket[slot] = from.lastPacket[old];
      firstSent[slot] = from.firstSent[old];
      resident[slot] = chunk;
      int bytes = Short.toUnsignedInt(lengths[slot]);
      MemorySegment.copy(from.slots, from.at(chunk), slots, at(chunk), bytes);
      if (split != null && split.holds(old, chunk)) {
        madeFragments(rules).adopt(split, old, slot);
      }
    }
  }

  // --- transmissions ---

  /** Writes the header of a transmission of this chunk; checksum and trailer are still missing. */
  public void stamp(long chunk, int typeFlagsStream, long key, long packet) {
    long at = at(chunk);
    int slot = (int) chunk & mask;
    slots.set(Wire.INT, at + Wire.TYPE, typeFlagsStream);
    slots.set(Wire.LONG, at + Wire.KEY, key);
    slots.set(Wire.LONG, at + Wire.PACKET, packet);
    slots.set(Wire.LONG, at + Wire.CHUNK, chunk);
    slots.set(Wire.LONG, at + Wire.FIRST, first[slot]);
    // Together with the trailer's length, which is 0 so far.
    slots.set(Wire.INT, at + Wire.USED, used[slot]);
  }

  /**
   * Fills what a packet of this length has behind the chunk's frames and a trailer: what was there
   * before may have been meant for somebody else, or for an earlier packet.
   */
  public void pad(long chunk, int behind, int length) {
    int from = Wire.FRAMES + behind;
    if (from < length) {
      MemorySegment.copy(PADDING, 0, slots, at(chunk) + from, length - from);
    }
  }

  /**
   * Writes a packet with a fragment of a chunk; the checksum is still missing.
   *
   * @return its length
   */
  int writeFragment(
      MemorySegment to,
      long at,
      long chunk,
      int fragment,
      int typeFlagsStream,
      long key,
      long packet) {
    int slot = (int) chunk & mask;
    int offset = fragment * Wire.FRAGMENT_BYTES;
    int bytes = Math.min(Wire.FRAGMENT_BYTES, used[slot] - offset);
    to.set(Wire.INT, at + Wire.TYPE, typeFlagsStream);
    to.set(Wire.LONG, at + Wire.KEY, key);
    to.set(Wire.LONG, at + Wire.PACKET, packet);
    to.set(Wire.LONG, at + Wire.CHUNK, chunk);
    to.set(Wire.LONG, at + Wire.FIRST, first[slot]);
    to.set(Wire.SHORT, at + Wire.FRAGMENT_OFFSET, (short) offset);
    to.set(Wire.SHORT, at + Wire.FRAGMENT_TOTAL, used[slot]);
    MemorySegment.copy(slots, at(chunk) + Wire.FRAMES + offset, to, at + Wire.FRAMES, bytes);
    return Wire.FRAMES + bytes;
  }
}
