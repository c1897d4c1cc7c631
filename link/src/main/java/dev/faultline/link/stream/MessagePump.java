package dev.faultline.link.stream;

import dev.faultline.link.Offer;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a stream that go into chunks later or piece by piece: long ones, and what a handler
 * offered before it was known whether its message is taken.
 */
public final class MessagePump {
  private static final long MOST_HELD = 1L << 30;

  private final OpenChunk open;
  private final SendSlots slots;
  private final ChunkSealer sealer;
  private final HeldBack held;
  private final @Nullable ChunkLog log;
  private final int longestMessage;

  MessagePump(
      OpenChunk open,
      SendSlots slots,
      ChunkSealer sealer,
      HeldBack held,
      @Nullable ChunkLog log,
      int longestMessage) {
    this.open = open;
    this.slots = slots;
    this.sealer = sealer;
    this.held = held;
    this.log = log;
    this.longestMessage = longestMessage;
  }

  /** In how many chunks a message lies at most. */
  int pieces(int length) {
    return length / (open.payload - Wire.FRAME_HEADER) + 1;
  }

  /** How much room in the journal the chunks of a message may need. */
  private long room(int length) {
    return length + (long) pieces(length) * slots.stride / 4;
  }

  /** Keeps a message until it can go into chunks, if the journal will have room for those. */
  long hold(MemorySegment source, long offset, int length) {
    Held messages = held.messages;
    long room = room(length);
    // One handler may offer much on a stream, but not without bounds.
    if (!messages.isEmpty()
        && messages.bytes() + length > Math.min(MOST_HELD, 4L * longestMessage)) {
      return Offer.BACK_PRESSURED;
    }
    if (log != null && !log.journal.hasRoom(room + slots.stride)) {
      return Offer.BACK_PRESSURED;
    }
    // Later, when the message counts as accepted, it could no longer be refused.
    slots.allocate();
    messages.add(source, offset, length);
    held.room += room;
    sealer.promise();
    return open.sequence++;
  }

  /** The message that is held was not taken: nothing of it is in the journal. */
  void refuse(int fillBefore) {
    open.fill = fillBefore;
    open.sequence--;
    held.clear();
    held.at = 0;
    sealer.promise();
  }

  /** Lets as much of what is held into chunks as there is room for. */
  void pump() {
    Held messages = held.messages;
    if (messages.isEmpty()) {
      return;
    }
    // Their numbers were given when they were offered.
    open.sequence -= messages.count();
    try {
      while (!messages.isEmpty() && pump(messages.memory(), messages.at(), messages.length())) {
        held.room = Math.max(0, held.room - room(messages.length()));
        messages.remove();
        held.at = 0;
        open.sequence++;
      }
    } finally {
      open.sequence += messages.count();
    }
    held.room = messages.isEmpty() ? 0 : held.room;
    sealer.promise();
  }

  /** Puts what is left of a message into chunks, as far as there is room. */
  boolean pump(MemorySegment source, long offset, int length) {
    OpenChunk to = open;
    HeldBack rest = held;
    int payload = to.payload;
    int whole = Wire.FRAME_HEADER + length;
    int done = rest.at;
    if (done == 0 && whole <= payload && to.fill + whole > payload && !sealer.seal(true)) {
      return false;
    }
    while (true) {
      int fill = to.fill;
      if (fill + Wire.FRAME_HEADER >= payload) {
        if (!sealer.seal(true)) {
          return false;
        }
        fill = 0;
      }
      if (fill == 0 && !sealer.open(true)) {
        return false;
      }
      int piece = Math.min(length - done, payload - fill - Wire.FRAME_HEADER);
      int header = piece | (done == 0 ? Wire.BEGINS : 0);
      boolean last = done + piece == length;
      MemorySegment memory = to.memory;
      long at = to.at + fill;
      memory.set(Wire.SHORT, at, (short) (last ? header | Wire.ENDS : header));
      MemorySegment.copy(source, offset + done, memory, at + Wire.FRAME_HEADER, piece);
      to.fill = fill + Wire.FRAME_HEADER + piece;
      done += piece;
      rest.at = done;
      if (last) {
        return true;
      }
    }
  }
}
