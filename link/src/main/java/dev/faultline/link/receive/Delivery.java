package dev.faultline.link.receive;

import dev.faultline.link.StreamKind;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** Hands the messages of a stream to the application, from the frames of its chunks. */
public final class Delivery {
  /** Number of the next message of an ordered stream. */
  long sequence = 1;

  /** The application did not take what came last, and is to be offered it again. */
  boolean stopped;

  private final ReceiveStream stream;
  private final ReceiverHost session;
  private final Handover handover;
  private final Reassembly pieces;
  private boolean delivering;

  /** There was no memory for a piece of a long message: the chunk has to come again. */
  private boolean starved;

  Delivery(ReceiveStream stream, ReceiverHost session, Reassembly pieces) {
    this.stream = stream;
    this.session = session;
    handover = session.handover();
    this.pieces = pieces;
  }

  /** Whether a message is being handled. */
  boolean delivering() {
    return delivering;
  }

  /** Whether messages may be handed over now. */
  boolean ready() {
    return !stopped && !delivering;
  }

  /** Number of the last message that the application has taken. */
  long consecutive() {
    return sequence - 1;
  }

  /** Whether it stopped for want of memory, since it was last asked. */
  boolean takeStarved() {
    boolean was = starved;
    starved = false;
    return was;
  }

  /** How many messages end before this place in a chunk. */
  static int ended(MemorySegment segment, long frames, int end) {
    int count = 0;
    for (int at = 0; at + Wire.FRAME_HEADER <= end; ) {
      int header = segment.get(Wire.SHORT, frames + at);
      count += (header & Wire.ENDS) == 0 ? 0 : 1;
      at += Wire.FRAME_HEADER + (header & Wire.LENGTH_MASK);
    }
    return count;
  }

  /** Passes over frames of messages that were taken before the chunks were numbered anew. */
  int skip(MemorySegment segment, long frames, int end, long firstSequence) {
    int at = 0;
    long number = firstSequence;
    while (number < sequence && at + Wire.FRAME_HEADER <= end) {
      int header = segment.get(Wire.SHORT, frames + at);
      at += Wire.FRAME_HEADER + (header & Wire.LENGTH_MASK);
      number += (header & Wire.ENDS) == 0 ? 0 : 1;
    }
    return Math.min(at, end);
  }

  /** Hands frames to the application, and returns where it stopped: at the end, if it took all. */
  int deliver(MemorySegment segment, long frames, int from, int end) {
    delivering = true;
    long before = sequence;
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
        if (full() || !handover.hand(stream, sequence, segment, body, length)) {
          return notTaken(at, before);
        }
        sequence++;
      } else if (!piece(header, segment, body, length)) {
        return notTaken(at, before);
      }
      at = after;
    }
    delivering = false;
    session.taken(stream, sequence - before);
    return end;
  }

  private boolean full() {
    return stream.kind == StreamKind.LOGGED && handover.crowded();
  }

  private int notTaken(int at, long before) {
    delivering = false;
    handover.notTaken(stream);
    session.taken(stream, sequence - before);
    return at;
  }

  /** Adds a piece of a long message; returns false when it was the last, and was not taken. */
  private boolean piece(int header, MemorySegment segment, long body, int length) {
    if ((header & Wire.BEGINS) != 0) {
      pieces.begin();
    }
    if (!pieces.begun()) {
      session.malformed();
      return true;
    }
    if (pieces.tooLong(length)) {
      // Dropping it would be a loss that no side reports.
      session.tooLong(stream.id, sequence);
      return false;
    }
    if (!pieces.write(segment, body, length)) {
      starved = true;
      return false;
    }
    if ((header & Wire.ENDS) == 0) {
      pieces.advance(length);
      return true;
    }
    int whole = pieces.length() + length;
    if (full() || !handover.hand(stream, sequence, pieces.memory(), 0, whole)) {
      return false;
    }
    pieces.end();
    sequence++;
    return true;
  }
}
