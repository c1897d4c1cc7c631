package dev.faultline.link.stream;

import dev.faultline.link.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Opens and seals the chunks of a stream. One of a logged stream is appended to the journal when it
 * is sealed; room for that is set aside there as soon as something is taken.
 */
public final class ChunkSealer {
  /** A chunk is padded by no more than this share of its length. */
  static final int PADDED_SHARE = 8;

  private final OpenChunk open;
  private final SendSlots slots;
  private final HeldBack held;
  private final @Nullable ChunkLog log;

  /** How much of the journal's room is set aside for what was taken and is not appended. */
  private long promised;

  /** Nothing more goes to the journal. */
  private boolean over;

  ChunkSealer(OpenChunk open, SendSlots slots, HeldBack held, @Nullable ChunkLog log) {
    this.open = open;
    this.slots = slots;
    this.held = held;
    this.log = log;
    open.payload = slots.stride - Wire.FRAMES;
  }

  /** Makes room for the open chunk's first frame, if there is any. */
  boolean open(boolean promisedBefore) {
    if (log != null && !promisedBefore && !log.journal.hasRoom(slots.stride)) {
      return false;
    }
    if (slots.holds(slots.sealed)) {
      slots.begin();
    } else if (log != null) {
      open.stage(slots.stride);
    } else {
      return false;
    }
    open.first = open.sequence;
    return true;
  }

  /** Closes the open chunk; fails when the journal has no room for it. */
  boolean seal(boolean full) {
    return seal(full, false);
  }

  boolean seal(boolean full, boolean reserved) {
    if (log != null && !log.append(open, open.sequence - open.first, reserved)) {
      return false;
    }
    long sealed = slots.sealed;
    int fill = open.fill;
    if (!open.staged) {
      SendRing to = slots.ring;
      int slot = (int) sealed & to.mask;
      to.used[slot] = (short) fill;
      int payload = open.payload;
      // Equal lengths suit segmentation offload, if they do not cost more than an eighth.
      boolean padded = full && fill < payload && payload - fill <= payload / PADDED_SHARE;
      to.lengths[slot] = (short) (Wire.FRAMES + (padded ? payload : fill));
      to.states[slot] = SendRing.FRESH;
      to.first[slot] = open.first;
      to.resident[slot] = sealed;
    }
    slots.sealed = sealed + 1;
    open.fill = 0;
    promise();
    return true;
  }

  /** Says how much room in the journal what was taken will need. */
  void promise() {
    if (log != null) {
      long now = over ? 0 : (open.fill == 0 ? 0 : slots.stride) + Math.max(0, held.room - held.at);
      log.journal.promise(now - promised);
      promised = now;
    }
  }

  /** The session is over, and nothing of it is kept. */
  void over() {
    over = true;
    promise();
  }

  boolean isOver() {
    return over;
  }

  /** The last message of which nothing waits for a chunk to be sealed. */
  long sealedSequence() {
    return open.fill > 0 ? open.first - 1 : placedSequence();
  }

  /** The last message that has its place in a chunk. */
  long placedSequence() {
    return open.sequence - 1 - held.count();
  }
}
