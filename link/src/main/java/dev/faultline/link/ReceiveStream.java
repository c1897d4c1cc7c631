package dev.faultline.link;

import java.lang.foreign.MemorySegment;

/**
 * The receiving side of a stream. A chunk that comes in its turn goes from the datagram straight to
 * the application; one that comes early waits in a ring of slots; a copy of one that was there is
 * dropped.
 */
final class ReceiveStream {
  /** What became of a chunk. */
  enum Outcome {
    /** It is here to stay, and may be acknowledged. */
    TAKEN,
    /** It had been taken before. */
    DUPLICATE,
    /** There is no room for it: it must come again. */
    REFUSED
  }

  final int id;
  final StreamKind kind;
  private final Session session;
  private final LinkHandler handler;
  private final LinkOptions options;
  private final int stride;
  private final int mask;
  private final boolean[] present;
  private final short[] used;
  private final long[] first;
  private MemorySegment slots = MemorySegment.NULL;

  /** The first chunk that the application has not wholly taken. */
  private long next;

  /** Number of the next message. */
  private long sequence = 1;

  /** Where in the chunk {@link #next} the application stopped taking. */
  private int resumeAt;

  private boolean stopped;
  private boolean delivering;

  private MemorySegment parts = MemorySegment.NULL;
  private int partsLength = -1;

  /** Whether the window has moved since it was last told to the sender. */
  boolean news;

  ReceiveStream(
      int id, StreamKind kind, Session session, LinkHandler handler, LinkOptions options) {
    this.id = id;
    this.kind = kind;
    this.session = session;
    this.handler = handler;
    this.options = options;
    stride = options.packetBytes();
    int capacity = options.receivePackets();
    mask = capacity - 1;
    present = new boolean[capacity];
    used = new short[capacity];
    first = new long[capacity];
  }

  /** Chunks below this one have room here. */
  long limit() {
    return next + mask + 1;
  }

  /** Number of the last message that the application has taken. */
  long consecutive() {
    return sequence - 1;
  }

  Outcome accept(long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    if (kind == StreamKind.FAIR_LOSS) {
      sequence = firstSequence;
      deliver(segment, frames, 0, length);
      return Outcome.TAKEN;
    }
    if (chunk < next || (chunk <= next + mask && present[(int) chunk & mask])) {
      return Outcome.DUPLICATE;
    }
    if (chunk > next + mask || length > stride - Wire.FRAMES) {
      return Outcome.REFUSED;
    }
    if (chunk != next || stopped || delivering) {
      keep(chunk, firstSequence, segment, frames, length);
      return Outcome.TAKEN;
    }
    int taken = deliver(segment, frames, 0, length);
    if (taken < length) {
      keep(chunk, firstSequence, segment, frames, length);
      resumeAt = taken;
      stopped = true;
      return Outcome.TAKEN;
    }
    next++;
    news = true;
    if (present[(int) next & mask]) {
      drain();
    }
    return Outcome.TAKEN;
  }

  private void keep(long chunk, long firstSequence, MemorySegment from, long frames, int length) {
    int slot = (int) chunk & mask;
    if (slots.byteSize() == 0) {
      slots = options.memory().apply((long) (mask + 1) * stride);
    }
    MemorySegment.copy(from, frames, slots, (long) slot * stride, length);
    present[slot] = true;
    used[slot] = (short) length;
    first[slot] = firstSequence;
  }

  /** Offers the application again what it could not take. */
  void resume() {
    if (stopped && !delivering) {
      stopped = false;
      drain();
    }
  }

  private void drain() {
    int slot = (int) next & mask;
    while (present[slot]) {
      int taken = deliver(slots, (long) slot * stride, resumeAt, used[slot]);
      if (taken < used[slot]) {
        resumeAt = taken;
        stopped = true;
        return;
      }
      resumeAt = 0;
      present[slot] = false;
      next++;
      news = true;
      slot = (int) next & mask;
    }
  }

  /** Hands frames to the application, and returns where it stopped: at the end, if it took all. */
  private int deliver(MemorySegment segment, long frames, int from, int end) {
    delivering = true;
    int at = from;
    while (at + Wire.FRAME_HEADER <= end) {
      int header = segment.get(Wire.SHORT, frames + at);
      int length = header & Wire.LENGTH_MASK;
      long body = frames + at + Wire.FRAME_HEADER;
      int after = at + Wire.FRAME_HEADER + length;
      if (after > end) {
        session.malformed();
        break;
      }
      if ((header & Wire.WHOLE) == Wire.WHOLE) {
        if (!handler.onMessage(session, id, sequence, segment, body, length)) {
          delivering = false;
          return at;
        }
        sequence++;
      } else if (!part(header, segment, body, length)) {
        delivering = false;
        return at;
      }
      at = after;
    }
    delivering = false;
    return end;
  }

  /** Adds a piece of a long message; returns false when it was the last, and was not taken. */
  private boolean part(int header, MemorySegment segment, long body, int length) {
    if ((header & Wire.BEGINS) != 0) {
      partsLength = 0;
    }
    if (partsLength < 0 || partsLength + length > options.longestMessage()) {
      session.malformed();
      partsLength = -1;
      return true;
    }
    if (parts.byteSize() < partsLength + length) {
      long longer = Math.max(2L * parts.byteSize(), 4L * stride);
      MemorySegment grown =
          MemorySegment.ofArray(new byte[(int) Math.max(longer, partsLength + length)]);
      MemorySegment.copy(parts, 0, grown, 0, partsLength);
      parts = grown;
    }
    MemorySegment.copy(segment, body, parts, partsLength, length);
    if ((header & Wire.ENDS) == 0) {
      partsLength += length;
      return true;
    }
    if (!handler.onMessage(session, id, sequence, parts, 0, partsLength + length)) {
      return false;
    }
    partsLength = -1;
    sequence++;
    return true;
  }
}
