package dev.faultline.link.stream;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/**
 * The chunk of a stream that messages are written into: where its frames go, how long they are, and
 * its first message. It grows in its slot, or beside the ring where that is full and the stream is
 * logged. Where the next message goes, and its number: what each one that is offered needs.
 *
 * <p>It is what a {@link SendStream} is and not what one has, for speed: a step more on the way to
 * these fields costs a message a twelfth of all that it costs (measured with {@code link-engine}).
 */
public abstract sealed class OpenChunk permits SendStream {
  MemorySegment memory = MemorySegment.NULL;

  /** Where its frames begin. */
  long at;

  int fill;
  long first;

  /** How long the frames of a full packet are at present. */
  int payload;

  /** Number of the next message. */
  long sequence = 1;

  /** Whether it grows beside the ring. */
  boolean staged;

  /** Where it does so. */
  private MemorySegment staging = MemorySegment.NULL;

  /** Whether a message fits in behind another one. */
  boolean fits(int length) {
    int had = fill;
    return had > 0 && had + Wire.FRAME_HEADER + length <= payload;
  }

  /** Writes a message, for which there is room. Returns its number. */
  long write(MemorySegment source, long offset, int length) {
    int had = fill;
    long to = at + had;
    MemorySegment into = memory;
    into.set(Wire.SHORT, to, (short) (length | Wire.WHOLE));
    MemorySegment.copy(source, offset, into, to + Wire.FRAME_HEADER, length);
    fill = had + Wire.FRAME_HEADER + length;
    return sequence++;
  }

  /** Has memory for a chunk of so many bytes beside the ring, so that to stage needs none. */
  MemorySegment stagingArea(int bytes) {
    if (staging.byteSize() == 0) {
      staging = MemorySegment.ofArray(new byte[bytes]);
    }
    return staging;
  }

  /** Begins in a slot. */
  void in(SendRing ring, long chunk) {
    staged = false;
    memory = ring.slots;
    at = ring.at(chunk) + Wire.FRAMES;
  }

  /** Begins beside the ring, with room for so many bytes. */
  void stage(int bytes) {
    memory = stagingArea(bytes);
    staged = true;
    at = Wire.FRAMES;
  }

  /** Goes on in a larger ring, if it lies in one. */
  void follow(SendRing wide, long chunk) {
    if (fill > 0 && !staged) {
      long to = wide.at(chunk) + Wire.FRAMES;
      MemorySegment.copy(memory, at, wide.slots, to, fill);
      memory = wide.slots;
      at = to;
    }
  }

  /** Goes on beside the ring, if it lies in one. */
  void leave(int bytes) {
    if (fill > 0 && !staged) {
      MemorySegment from = memory;
      long fromAt = at;
      stage(bytes);
      MemorySegment.copy(from, fromAt, memory, at, fill);
    }
  }
}
