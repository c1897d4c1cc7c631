package dev.faultline.link.stream;

import dev.faultline.link.Undelivered;
import dev.faultline.link.journal.ChunkRecord;
import dev.faultline.link.journal.RecordWriter;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** Reassembles the messages of stored chunks, oldest chunk first. */
public final class OutboxReader {
  private final long first;
  private final Undelivered.Reader to;
  private final RecordWriter pieces = new RecordWriter();
  private boolean begun;

  /**
   * Begins before any chunk.
   *
   * @param first messages before this one are left out
   */
  public OutboxReader(long first, Undelivered.Reader to) {
    this.first = first;
    this.to = to;
  }

  public void chunk(MemorySegment chunk, int length) {
    long number = ChunkRecord.first(chunk, 0);
    for (int at = Wire.FRAMES; at + Wire.FRAME_HEADER <= length; ) {
      int header = chunk.get(Wire.SHORT, at);
      int bytes = header & Wire.LENGTH_MASK;
      long body = (long) at + Wire.FRAME_HEADER;
      if ((header & Wire.BEGINS) != 0) {
        pieces.clear();
        begun = true;
      }
      if (begun) {
        pieces.bytes(chunk, body, bytes);
      }
      if ((header & Wire.ENDS) != 0) {
        if (begun && number >= first) {
          to.message(number, pieces.segment(), 0, pieces.length());
        }
        begun = false;
        number++;
      }
      at += Wire.FRAME_HEADER + bytes;
    }
  }
}
