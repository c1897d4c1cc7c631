package dev.faultline.link.stream;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.Offer;
import dev.faultline.link.StreamKind;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.KindCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a stream: a {@link SendRing ring} of slots, each one packet long. Messages
 * are written into the open slot by the {@link MessagePacker}; a sealed slot is a <em>chunk</em>,
 * which never changes and is sent from where it lies, as often as it takes, under a fresh packet
 * number each time. The ring grows when it is too small, and goes when the stream has been idle for
 * a while. What of a logged stream is durable is the {@link LoggedSender}'s.
 */
public final class SendStream extends OpenChunk {
  /** A stream that has sent nothing for so long, and has nothing to send, keeps no ring. */
  private static final long REST_NANOS = 500_000_000;

  public final int id;
  public final StreamKind kind;

  /** What is offered on it. */
  public final MessagePacker packer;

  /** What of it is durable; null unless it is logged. */
  public final @Nullable LoggedSender logged;

  /** What became of its chunks. */
  public final SentChunks chunks;

  /** Those of them that go in fragments. */
  public final SplitChunks fragments;

  private final HeldBack held = new HeldBack();
  private final Held waiting = held.messages;
  private final SendSlots slots;
  private final ChunkSealer sealer;

  /** Three fields of the header that lie side by side and are always the same. */
  private final int typeFlagsStream;

  /** Chunks below this one may be sent, as far as the receiver has room. */
  private long limit;

  private long patienceNanos = Long.MAX_VALUE;

  /** Whether the receiver has memory for this stream. */
  private final Holdback holdback = new Holdback();

  /** How many chunks of a stubborn stream may be on the way at once: fragments need room there. */
  private long window = Long.MAX_VALUE;

  public SendStream(
      int id,
      StreamKind kind,
      LinkOptions options,
      long limit,
      int session,
      @Nullable Journal journal,
      SendRings rings,
      Rules rules) {
    this.id = id;
    this.kind = kind;
    // A receiver of fair loss always has room, and never learns of a stream whose first packets
    // were all lost: waiting for its word would be waiting for ever.
    this.limit = kind == StreamKind.FAIR_LOSS ? Long.MAX_VALUE : limit;
    typeFlagsStream = Wire.DATA | KindCode.of(kind) << 8 | id << 16;
    ChunkLog log =
        kind == StreamKind.LOGGED && journal != null
            ? new ChunkLog(journal, session, id, rules.firstNumber())
            : null;
    slots = new SendSlots(this, log != null, options, rings, rules);
    sealer = new ChunkSealer(this, slots, held, log);
    packer = new MessagePacker(kind, this, slots, sealer, held, log, options);
    chunks = new SentChunks(slots, rings, holdback, kind == StreamKind.FAIR_LOSS);
    fragments = new SplitChunks(id, kind, slots, chunks, rules);
    logged =
        log == null
            ? null
            : new LoggedSender(id, packer, this, slots, sealer, held, log, options, rules);
  }

  // --- the ring ---

  /** Gives the ring back when nothing was sent for a while, and nothing waits. */
  public void rest(long now) {
    slots.askAgain(now);
    if (slots.any() && drained() && now - chunks.sentAt() >= REST_NANOS && !packer.marked()) {
      waiting.free();
      slots.giveBack();
    }
  }

  /** Whether it has given its ring back, or never had one. */
  public boolean rests() {
    return !slots.any();
  }

  /** Where its chunks lie. */
  public SendRing ring() {
    return slots.ring;
  }

  /** Of how many chunks is kept what became of them. */
  public int slotsKept() {
    return slots.ring.capacity();
  }

  // --- what is offered ---

  /** Takes a message, or says with one of {@link Offer}'s values why not. */
  public long offer(MemorySegment source, long offset, int length) {
    return fits(length) && waiting.isEmpty()
        ? write(source, offset, length)
        : packer.offer(source, offset, length);
  }

  // --- what there is to send ---

  public void limit(long chunk) {
    limit = Math.max(limit, chunk);
  }

  /** The receiver has room for the fragments of so many chunks. */
  public void window(int chunks) {
    if (kind == StreamKind.STUBBORN) {
      window = chunks;
    }
  }

  /** Chunks are sealed to packets of this length from now on. */
  public void packetBytes(int bytes) {
    payload = bytes - Wire.FRAMES;
  }

  public boolean anyLost() {
    return chunks.anyLost() && !holdback.waits();
  }

  /** The receiver had no memory for a packet of this stream. */
  public void turnedBack(long now, long roundTripNanos, long nextPacket) {
    if (kind != StreamKind.FAIR_LOSS) {
      holdback.turnedBack(now, roundTripNanos, nextPacket);
    }
  }

  /** Lets one packet go when it is time to try again. */
  public void tryAgain(long now) {
    holdback.tryAgain(now);
  }

  /** Whether the stream sends nothing now, since the receiver had no memory for it. */
  public boolean waits() {
    return holdback.waits();
  }

  /** When {@link #tryAgain} has something to do; never, if the stream does not wait for that. */
  public long triesAgainAt() {
    return chunks.anyLost() || anyWaiting() ? holdback.triesAgainAt() : Long.MAX_VALUE;
  }

  /** Whether there is something to send for the first time. */
  private boolean anyWaiting() {
    return logged == null ? slots.next < slots.sealed || fill > 0 : logged.anyWaiting();
  }

  /** Whether there is something to send for the first time that the receiver has room for. */
  public boolean anyFresh() {
    long next = slots.next;
    return next < limit && next - slots.base < window && anyWaiting() && !holdback.waits();
  }

  /**
   * Has a slot for the next chunk, of which {@link #anyFresh} says that there is one.
   *
   * @return false when there is no memory for it now
   * @throws OutOfMemoryError when there is not even memory for a ring
   */
  public boolean ready() {
    return logged == null || slots.holds(slots.next);
  }

  /** Whether the receiver's window holds something back. */
  public boolean blocked() {
    return slots.next >= limit && anyWaiting();
  }

  /**
   * The next chunk to send for the first time, when the stream is {@link #ready}; closes the open
   * one if it is its turn.
   */
  public long fresh() {
    if (logged != null) {
      logged.load();
    } else if (slots.next == slots.sealed) {
      sealer.seal(false);
    }
    return slots.next;
  }

  /** Whether the receiver has room for no chunk behind this one, as far as is known. */
  public boolean last(long chunk) {
    return chunk + 1 >= limit;
  }

  /** Whether everything that was offered has arrived, or cannot any more. */
  public boolean drained() {
    return slots.base == slots.sealed && !packer.anyOpen();
  }

  public boolean unprocessed() {
    return logged != null && logged.unprocessed();
  }

  // --- packets ---

  /** How much fits behind frames of so many bytes. */
  public int room(int used) {
    return payload - used;
  }

  /** Type, flags and stream of a packet with a whole chunk. */
  public int header(boolean ackNow) {
    return ackNow ? typeFlagsStream | Wire.ACK_NOW << 8 : typeFlagsStream;
  }

  // --- what the peer knows ---

  /** The peer knows messages for good, as {@link LoggedSender#trim} says. */
  public boolean trim(long forgettable) {
    return logged == null || logged.trim(forgettable);
  }

  public void patience(long nanos) {
    patienceNanos = kind == StreamKind.STUBBORN ? nanos : Long.MAX_VALUE;
  }

  /** Gives up chunks that have been sent for too long. */
  public void expire(long now) {
    if (patienceNanos != Long.MAX_VALUE) {
      chunks.expire(now, patienceNanos);
    }
  }

  /** Everything on the way counts as lost: the connection that carried it is gone. */
  public void resend() {
    forgetConnection();
    chunks.allLost();
  }

  /** Numbers the chunks of a logged stream anew, as {@link LoggedSender#renumber} says. */
  public boolean renumber(long received) {
    if (logged == null) {
      resend();
      return true;
    }
    forgetConnection();
    if (!logged.renumber(received)) {
      return false;
    }
    limit = slots.base;
    chunks.restart();
    return true;
  }

  /** What is known of the present connection is. */
  private void forgetConnection() {
    holdback.clear();
    slots.ring.forgetFragments();
  }

  /**
   * The session is over: hands over the memory that the stream has used.
   *
   * @param kept whether messages that were not delivered are kept
   */
  public void over(boolean kept, Consumer<MemorySegment> to) {
    MemorySegment memory = slots.ring.slots;
    if (logged != null) {
      logged.park();
      if (!kept) {
        logged.over();
      }
    }
    if (memory.byteSize() > 0) {
      to.accept(memory);
    }
  }

  public int longestMessage() {
    return packer.longestMessage();
  }

  /** The last message that no crash of this side can take back; 0 unless it is logged. */
  public long durableSequence() {
    return logged == null ? 0 : logged.durableSequence();
  }

  /** The last message up to which the peer has processed all; 0 unless it is logged. */
  public long processedSequence() {
    return logged == null ? 0 : logged.processedSequence();
  }

  /** How many bytes of chunks wait in the log to be processed; 0 unless it is logged. */
  public long bytesKept() {
    return logged == null ? 0 : logged.bytesKept();
  }

  /** Number of the last message that was taken. */
  public long lastSequence() {
    return sequence - 1;
  }

  /**
   * Up to which message all have been acknowledged; of what lies in the journal alone, at least.
   */
  public long arrivedSequence() {
    if (logged != null) {
      return logged.arrivedSequence();
    }
    return slots.base < slots.sealed
        ? slots.ring.first[(int) slots.base & slots.ring.mask] - 1
        : sealer.sealedSequence();
  }
}
