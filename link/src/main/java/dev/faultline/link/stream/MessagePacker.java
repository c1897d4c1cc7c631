package dev.faultline.link.stream;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.Offer;
import dev.faultline.link.StreamKind;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What is offered on a stream: each message is written behind the ones before it into the open
 * chunk, once. What is offered while a message is handled can be taken back until that is taken.
 */
public final class MessagePacker {
  private final OpenChunk open;
  private final SendSlots slots;
  private final ChunkSealer sealer;
  private final MessagePump pump;
  private final HeldBack heldBack;
  private final Held held;
  private final boolean logged;
  private final boolean splits;
  private final int longestMessage;

  /** Whether something that was offered while a message was handled is not in the journal. */
  private boolean bound;

  /**
   * A message is being handled that may not be taken in the end: until that is known, what is
   * offered because of it can be taken back, so that no chunk is sealed.
   */
  private boolean marked;

  private int markFill;
  private long markSequence;
  private boolean markBound;
  private boolean markHeld;

  MessagePacker(
      StreamKind kind,
      OpenChunk open,
      SendSlots slots,
      ChunkSealer sealer,
      HeldBack heldBack,
      @Nullable ChunkLog log,
      LinkOptions options) {
    this.open = open;
    this.slots = slots;
    this.sealer = sealer;
    this.heldBack = heldBack;
    held = heldBack.messages;
    logged = log != null;
    splits = kind == StreamKind.ORDERED || kind == StreamKind.LOGGED;
    longestMessage =
        splits
            ? options.longestMessage()
            : Math.min(options.longestMessage(), open.payload - Wire.FRAME_HEADER);
    pump = new MessagePump(open, slots, sealer, heldBack, log, longestMessage);
  }

  int longestMessage() {
    return longestMessage;
  }

  /** Takes a message, or says why not, whatever the open chunk has room for. */
  long offer(MemorySegment source, long offset, int length) {
    if (length > longestMessage) {
      return Offer.TOO_LARGE;
    }
    if (!held.isEmpty() && (!marked || markHeld)) {
      return Offer.BACK_PRESSURED;
    }
    int whole = Wire.FRAME_HEADER + length;
    if (splits && whole > open.payload) {
      return offerInPieces(source, offset, length);
    }
    boolean full = open.fill > 0 && open.fill + whole > open.payload;
    if (marked && (!held.isEmpty() || full)) {
      return pump.hold(source, offset, length);
    }
    // A message that must not be split may make a chunk longer than the path allows.
    if (full && !sealer.seal(true)) {
      return Offer.BACK_PRESSURED;
    }
    if (open.fill == 0 && !sealer.open(false)) {
      return Offer.BACK_PRESSURED;
    }
    long number = open.write(source, offset, length);
    sealer.promise();
    return number;
  }

  private long offerInPieces(MemorySegment source, long offset, int length) {
    int chunks = pump.pieces(length);
    if (!logged && slots.holds(slots.sealed + chunks - (open.fill == 0 ? 1 : 0))) {
      pump.pump(source, offset, length);
      heldBack.at = 0;
      return open.sequence++;
    }
    if (chunks <= slots.most() / 2 && !logged) {
      return Offer.BACK_PRESSURED;
    }
    if (!marked && open.fill > 0 && open.fill + Wire.FRAME_HEADER >= open.payload) {
      // If there is no room, to pump tries it again.
      sealer.seal(true);
    }
    int fillBefore = open.fill;
    long sealedBefore = slots.sealed;
    long number = pump.hold(source, offset, length);
    if (number > 0 && !marked) {
      try {
        pump.pump();
      } catch (OutOfMemoryError e) {
        if (slots.sealed == sealedBefore) {
          pump.refuse(fillBefore);
        }
        throw e;
      }
    }
    return number;
  }

  /** Lets as much of what is held into chunks as there is room for. */
  public void pump() {
    pump.pump();
  }

  // --- messages because of which something is offered ---

  /** What is offered from now on is taken back by {@link #takeBack}, until {@link #unmark}. */
  void mark() {
    marked = true;
    markFill = open.fill;
    markSequence = open.sequence;
    markBound = bound;
    markHeld = !held.isEmpty();
  }

  boolean marked() {
    return marked;
  }

  /** What was offered is not taken back any more, whatever comes. */
  void unmark() {
    marked = false;
  }

  /** The message because of which something was offered was not taken. */
  void takeBack() {
    marked = false;
    open.fill = markFill;
    open.sequence = markSequence;
    bound = markBound;
    if (!markHeld) {
      heldBack.clear();
    }
    sealer.promise();
  }

  /** What was offered last belongs to a message that is being handled. */
  public void bind() {
    bound = true;
  }

  // --- what is handed to the journal ---

  /**
   * Hands what was offered to the journal, as far as it has room.
   *
   * @return false when it has no room for something that belongs to a message: that is not
   *     processed before
   */
  boolean flush(Rules rules) {
    pump.pump();
    // Without what belongs to messages these cannot be committed, so it may use what is reserved.
    boolean all =
        open.fill == 0
            || sealer.seal(false)
            || (bound && rules.bindsAnswers() && sealer.seal(false, true));
    bound &= !all || !held.isEmpty();
    return !bound || !rules.bindsAnswers();
  }

  /** Whether something was taken that is in no sealed chunk. */
  boolean anyOpen() {
    return open.fill > 0 || !held.isEmpty();
  }
}
