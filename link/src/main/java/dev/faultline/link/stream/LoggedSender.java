package dev.faultline.link.stream;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.Undelivered;
import dev.faultline.link.journal.Revocable;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/**
 * What of a logged stream is durable: each chunk is appended to the journal when it is sealed, sent
 * when it is durable, and read back if its slot was needed meanwhile.
 */
public final class LoggedSender implements Revocable {
  public final int id;
  final MessagePacker packer;
  private final OpenChunk open;
  private final SendSlots slots;
  private final ChunkSealer sealer;
  private final HeldBack held;
  private final ChunkLog log;
  private final Outbox outbox;
  private final LinkOptions options;
  private final Rules rules;

  /** Entries of the outbox below this one are durable, and those below asked are being synced. */
  private long durable;

  private long asked;
  private long durableSequence;
  private long askedSequence;

  /** The peer has processed messages up to this one. */
  private long forgotten;

  /** What had arrived when the session ended; below 0 before. */
  private long parkedAfter = -1;

  LoggedSender(
      int id,
      MessagePacker packer,
      OpenChunk open,
      SendSlots slots,
      ChunkSealer sealer,
      HeldBack held,
      ChunkLog log,
      LinkOptions options,
      Rules rules) {
    this.id = id;
    this.packer = packer;
    this.open = open;
    this.slots = slots;
    this.sealer = sealer;
    this.held = held;
    this.log = log;
    outbox = log.index;
    this.options = options;
    this.rules = rules;
  }

  // --- what is offered while a message is handled ---

  @Override
  public void mark() {
    packer.mark();
  }

  @Override
  public boolean marked() {
    return packer.marked();
  }

  @Override
  public void unmark() {
    packer.unmark();
  }

  @Override
  public void takeBack() {
    packer.takeBack();
  }

  /** The message because of which something was offered is taken, and so is that. */
  @Override
  public void keep() {
    packer.unmark();
    if (parkedAfter < 0 && !sealer.isOver()) {
      packer.pump();
    }
  }

  // --- commits ---

  /**
   * Hands what was offered to the journal, and remembers how far that is. Returns false when the
   * journal has no room for something that belongs to a message: that is not processed before.
   */
  public boolean flush() {
    boolean whole = packer.flush(rules);
    asked = outbox.tail();
    // When the journal has no room for the open chunk, what came before it is still handed over.
    askedSequence = sealer.sealedSequence();
    return whole;
  }

  /** Whether {@link #flush} would have something to hand over. */
  public boolean unlogged() {
    return packer.anyOpen() || outbox.tail() > asked;
  }

  /** Whether something was handed over that is not durable. */
  public boolean unsynced() {
    return asked > durable || askedSequence > durableSequence;
  }

  /** What was flushed before is durable now. */
  public void synced() {
    durable = asked;
    durableSequence = askedSequence;
  }

  /** The last message that the journal has been asked to make durable. */
  public long askedSequence() {
    return askedSequence;
  }

  long durableSequence() {
    return durableSequence;
  }

  public long oldestPosition() {
    return outbox.oldestPosition();
  }

  // --- recovery ---

  /** A chunk that had been committed. */
  public void recovered(long begins, long position, long nextSequence, int length) {
    fit(length);
    outbox.add(begins, position, length);
    slots.sealed++;
    open.sequence = Math.max(open.sequence, nextSequence);
    asked = outbox.tail();
    askedSequence = open.sequence - 1;
    synced();
  }

  /** Slots have to hold chunks that were sealed when packets were longer; those go in parts. */
  private void fit(int chunkBytes) {
    int packetBytes = options.packetBytes();
    boolean parts = packetBytes >= Wire.FRAMES + Wire.FRAGMENT_BYTES;
    if (chunkBytes > packetBytes
        && !(parts && chunkBytes <= packetBytes + SecureLayer.OVERHEAD_BYTES)) {
      throw new IllegalArgumentException(
          ("packetBytes is %d, but what waits to be delivered was stored in packets of %d bytes;"
                  + " start with that, on both sides, until it has been delivered")
              .formatted(packetBytes, chunkBytes));
    }
    slots.stride = Math.max(slots.stride, chunkBytes);
  }

  /** The chunks so far had been trimmed, or will never be asked for. */
  public void recovered(long nextSequence) {
    open.sequence = Math.max(open.sequence, nextSequence);
    askedSequence = open.sequence - 1;
    durableSequence = askedSequence;
  }

  // --- what the peer knows ---

  /**
   * The peer has come to know {@code forgettable} messages for good.
   *
   * @return false when it claims to know what was never sent to it, which stays to be sent
   */
  boolean trim(long forgettable) {
    if (forgettable < forgotten) {
      return true;
    }
    if (forgettable > durableSequence
        || !outbox.trim(forgettable, open.sequence - 1, slots.next + log.shift)) {
      return false;
    }
    forgotten = forgettable;
    return true;
  }

  /**
   * Numbers the chunks anew, beginning with the message after {@code received}: one side has lost
   * its memory of them.
   *
   * @return false when that message is gone, or the peer has more than was ever sent
   */
  boolean renumber(long received) {
    if (received > durableSequence) {
      return false;
    }
    long entry = received == open.sequence - 1 ? outbox.tail() : outbox.entryOf(received + 1);
    if (entry < 0) {
      boolean nothingLogged = outbox.isEmpty() && received == durableSequence;
      if (!nothingLogged && !rules.restartsSilently()) {
        return false;
      }
      entry = nothingLogged ? outbox.tail() : outbox.head();
    }
    open.leave(slots.stride);
    slots.numberFrom(rules.firstNumber());
    slots.sealed += outbox.tail() - entry;
    log.shift = entry - slots.base;
    slots.ring.clear();
    return true;
  }

  /** Up to which message all have been acknowledged, at least. */
  long arrivedSequence() {
    if (parkedAfter >= 0) {
      return parkedAfter;
    }
    long base = slots.base;
    if (base == slots.sealed) {
      return sealer.sealedSequence();
    }
    SendRing of = slots.ring;
    int slot = (int) base & of.mask;
    return slots.any() && of.resident[slot] == base
        ? of.first[slot] - 1
        : arrivedBefore(base + log.shift);
  }

  /** The entry may begin with the end of the message before, which has not arrived then. */
  private long arrivedBefore(long entry) {
    return Math.max(forgotten, entry < outbox.head() ? 0 : Math.max(0, outbox.begins(entry) - 2));
  }

  // --- what is to be sent ---

  /** Whether there is something to send for the first time. */
  boolean anyWaiting() {
    return slots.next + log.shift < durable && slots.next - slots.base < slots.most();
  }

  /** Has the next chunk in its slot, for which there is one. */
  void load() {
    log.load(slots.ring, slots.next);
  }

  // --- what outlives the session ---

  /** Whether messages were taken that the peer has not processed, durable or not. */
  public boolean undelivered() {
    return unprocessed() || packer.anyOpen();
  }

  /** How many bytes of chunks the journal has of this stream. */
  long bytesKept() {
    return outbox.bytes();
  }

  boolean unprocessed() {
    return !outbox.isEmpty();
  }

  /** The session is over and its buffers are given back; what is left goes to the journal alone. */
  public void park() {
    parkedAfter = arrivedSequence();
    open.leave(slots.stride);
    // No slot is free any more, so that what waits grows where it was staged.
    slots.base = slots.sealed - options.sendPackets();
    slots.ring = SendRing.NONE;
    if (held.isEmpty()) {
      held.messages.free();
    }
  }

  /** The session is over, and nothing of it is kept. */
  public void over() {
    sealer.over();
  }

  /** The first message that the peer has not processed, as far as is known. */
  public long firstUndelivered() {
    return outbox.isEmpty() ? forgotten + 1 : Math.max(forgotten + 1, outbox.firstMessage());
  }

  /** The last message up to which the peer has processed all, as far as is known. */
  long processedSequence() {
    return undelivered() ? firstUndelivered() - 1 : lastSequence();
  }

  /** The last message that was taken. */
  public long lastSequence() {
    return open.sequence - 1;
  }

  /** Hands over the messages that are in the journal and not processed. */
  public void read(Undelivered.Reader to) {
    OutboxReader reader = new OutboxReader(firstUndelivered(), to);
    MemorySegment chunk = MemorySegment.ofArray(new byte[slots.stride]);
    for (long entry = outbox.head(); entry < outbox.tail(); entry++) {
      reader.chunk(chunk, log.read(entry, chunk));
    }
  }
}
