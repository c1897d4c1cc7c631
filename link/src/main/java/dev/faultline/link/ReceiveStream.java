package dev.faultline.link;

import dev.faultline.link.secure.SecureLayer;
import dev.faultline.link.stream.ReceiveParts;
import dev.faultline.link.stream.ReceiveRing;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a stream. A chunk that comes in its turn goes from the datagram straight to
 * the application; one that comes early waits in a ring of slots, or is handed over at once where
 * order was not promised; a copy of one that was there is dropped.
 */
final class ReceiveStream {
  /** What became of a chunk. */
  enum Outcome {
    /** It is here to stay, and may be acknowledged. */
    TAKEN,
    /** It had been taken before. */
    DUPLICATE,
    /** There is no room for it: it must come again. */
    REFUSED,
    /** There is no memory for it now: it must come again, but not soon. */
    STARVED
  }

  private static final byte ABSENT = 0;
  private static final byte KEPT = 1;
  private static final byte DELIVERED = 2;

  final int id;
  final StreamKind kind;
  private final Halves session;
  private final LoggedStreams logged;
  private final LinkOptions options;
  private final Rules rules;
  private final int stride;
  private final int mask;
  private final boolean claims;

  /** Taken when something has to be kept, and given back when memory is short and nothing is. */
  private @Nullable ReceiveRing ring;

  /** The first chunk that the application has not wholly taken. */
  private long next;

  /** How much of that was taken, if it has to come again since there was no memory for it. */
  private int takenOfNext;

  /** Number of the next message of an ordered stream. */
  private long sequence = 1;

  /** With claims: the first chunk that is not, and the last message that ends before it. */
  private long unclaimed;

  private long claimable;

  /** The last message that a crash of this side will not take back, and the one being committed. */
  private long durable;

  private long asked;

  private boolean stopped;
  private boolean delivering;

  private MemorySegment parts = MemorySegment.NULL;
  private int partsLength = -1;

  /** There was no memory for a piece of a long message: the chunk has to come again. */
  private boolean starved;

  private final News untold;

  /** Whether there is something to tell the sender. */
  boolean news;

  /** Of {@link News}: whether it waits there, and who waits behind it. */
  boolean waitsToTell;

  @Nullable ReceiveStream tellsNext;

  ReceiveStream(int id, StreamKind kind, Halves session, Rules rules, News untold) {
    this.untold = untold;
    this.id = id;
    this.kind = kind;
    this.session = session;
    logged = session.logged();
    this.rules = rules;
    options = session.options();
    // What was stored before there were keys is longer than what fits into a packet with them.
    stride = options.packetBytes() + SecureLayer.OVERHEAD_BYTES;
    mask = options.receivePackets() - 1;
    next = rules.firstNumber();
    unclaimed = next;
    claims = kind == StreamKind.LOGGED && options.processing() == Processing.AT_MOST_ONCE;
  }

  /** Chunks below this one have room here. */
  long limit() {
    return switch (kind) {
      case FAIR_LOSS, STUBBORN -> Long.MAX_VALUE;
      case UNORDERED, ORDERED, LOGGED -> next + mask + 1;
    };
  }

  /** Number of the last message that the application has taken. */
  long consecutive() {
    return sequence - 1;
  }

  private void tell() {
    if (!news) {
      untold.add(this);
    }
  }

  // --- durability ---

  /** The last message that the sender may be told is processed. */
  long processed() {
    if (kind != StreamKind.LOGGED) {
      return Math.max(0, consecutive());
    }
    return claims ? Math.min(consecutive(), durable) : rules.processed(consecutive(), durable);
  }

  /** What the next commit says is processed. */
  long processable() {
    return switch (options.processing()) {
      case EXACTLY_ONCE -> consecutive();
      case AT_LEAST_ONCE -> durable;
      case AT_MOST_ONCE -> Math.max(claimable, durable);
    };
  }

  /** Whether a commit would say something new. */
  boolean uncommitted() {
    return kind == StreamKind.LOGGED && processable() > asked;
  }

  /** Whether messages count as processed that a crash could take back. */
  boolean undurable() {
    return kind == StreamKind.LOGGED && processable() > durable;
  }

  /** Whether messages are here that are handed over once a commit says so. */
  boolean awaitsClaim() {
    return claims && uncommitted();
  }

  void asked() {
    asked = processable();
  }

  void synced() {
    if (asked > durable) {
      durable = asked;
    }
    tell();
    if (claims && !stopped && !delivering) {
      drain();
      settle();
    }
  }

  /** The application has made its effects up to this message durable elsewhere. */
  void processedElsewhere(long upTo) {
    // The message that is being handled counts as received.
    if (upTo > (delivering ? sequence : consecutive())) {
      throw new IllegalArgumentException(
          "message "
              + upTo
              + " of stream "
              + id
              + " was never received; the last is "
              + consecutive());
    }
    durable = Math.max(durable, upTo);
    tell();
  }

  void recovered(long processed) {
    durable = Math.max(durable, processed);
    asked = durable;
    sequence = durable + 1;
  }

  /** Chunks are numbered anew, beginning with the message after the last that was taken. */
  void renumber() {
    if (kind == StreamKind.LOGGED) {
      next = rules.firstNumber();
      unclaimed = next;
      stopped = false;
      partsLength = -1;
      ReceiveRing had = ring;
      if (had != null) {
        Arrays.fill(had.states, ABSENT);
        Arrays.fill(had.resumeAt, (short) 0);
        had.held = 0;
      }
      settle();
    }
  }

  // --- receiving ---

  Outcome accept(long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    Outcome outcome = take(chunk, firstSequence, segment, frames, length);
    settle();
    return outcome;
  }

  private Outcome take(
      long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    return switch (kind) {
      case FAIR_LOSS -> {
        sequence = firstSequence;
        deliver(segment, frames, 0, length);
        yield Outcome.TAKEN;
      }
      case STUBBORN -> {
        sequence = firstSequence;
        // What was taken of it will be there twice, which a stubborn stream may do.
        yield deliver(segment, frames, 0, length) < length ? Outcome.REFUSED : Outcome.TAKEN;
      }
      case UNORDERED -> acceptUnordered(chunk, firstSequence, segment, frames, length);
      case ORDERED, LOGGED -> acceptOrdered(chunk, firstSequence, segment, frames, length);
    };
  }

  /**
   * Takes a part of a chunk, and the chunk once it is whole.
   *
   * @param offset where in the chunk's frames it begins, a multiple of {@link Wire#PART_BYTES}
   * @param total how long the chunk's frames are
   */
  Outcome acceptPart(
      long chunk,
      long firstSequence,
      int offset,
      int total,
      MemorySegment segment,
      long from,
      int length) {
    boolean numbered = kind != StreamKind.FAIR_LOSS && kind != StreamKind.STUBBORN;
    if (numbered && knownByNumber(chunk)) {
      return Outcome.DUPLICATE;
    }
    if (total > stride - Wire.FRAMES || (numbered && chunk > next + mask)) {
      return Outcome.REFUSED;
    }
    ReceiveRing keeping = ring();
    if (keeping == null) {
      return Outcome.STARVED;
    }
    ReceiveParts assembly = keeping.parts;
    if (assembly == null) {
      assembly = new ReceiveParts(mask + 1);
      keeping.parts = assembly;
    }
    int slot = (int) chunk & mask;
    int part = offset / Wire.PART_BYTES;
    ReceiveParts.Outcome outcome = assembly.add(slot, chunk, total, part);
    if (outcome == ReceiveParts.Outcome.DUPLICATE) {
      return Outcome.DUPLICATE;
    }
    if (outcome == ReceiveParts.Outcome.CONTRADICTION) {
      session.malformed();
      return Outcome.REFUSED;
    }
    long frames = (long) slot * stride;
    int to = rules.partAt(offset, assembly.count(slot) - 1);
    MemorySegment.copy(segment, from, keeping.slots, frames + to, Math.min(length, total - to));
    if (outcome == ReceiveParts.Outcome.KEPT) {
      return Outcome.TAKEN;
    }
    Outcome whole = take(chunk, firstSequence, keeping.slots, frames, total);
    if (whole == Outcome.REFUSED || whole == Outcome.STARVED) {
      assembly.remove(slot, part);
    }
    settle();
    return whole;
  }

  /** The sender begins again with chunks that it had begun to send in parts. */
  void forgetParts() {
    ReceiveRing had = ring;
    if (had != null && had.parts != null) {
      had.parts.clear();
      settle();
    }
  }

  // --- memory ---

  private long slotBytes() {
    return (long) (mask + 1) * stride;
  }

  private long besideSlots() {
    return (long) (mask + 1) * ReceiveRing.SLOT_BYTES;
  }

  private boolean losesNothing() {
    return kind != StreamKind.FAIR_LOSS && kind != StreamKind.STUBBORN;
  }

  /** Where chunks are kept; null if there is no memory for that now. */
  private @Nullable ReceiveRing ring() {
    ReceiveRing present = ring;
    if (present == null) {
      if (session.ended()) {
        return null;
      }
      MemorySegment slots =
          session.budget().take(session.owner(), this, slotBytes(), besideSlots(), losesNothing());
      if (slots == null) {
        return null;
      }
      try {
        present = new ReceiveRing(mask + 1, slots);
      } catch (OutOfMemoryError e) {
        session.release(slots);
        session.budget().give(session.owner(), slotBytes() + besideSlots());
        return null;
      }
      ring = present;
    }
    return present;
  }

  /** Gives back what is not needed now, when memory is short. */
  private void settle() {
    if (session.budget().tight()) {
      giveBack();
    }
  }

  /** Gives back what is not needed now. */
  void giveBack() {
    if (delivering) {
      return;
    }
    ReceiveRing had = ring;
    boolean keeps =
        had != null
            && (had.held > 0
                || (had.parts != null && had.parts.anyUnfinished(losesNothing() ? next : 0)));
    if (had != null && !keeps) {
      ring = null;
      session.release(had.slots);
      session.budget().give(session.owner(), slotBytes() + besideSlots());
    }
    if (partsLength < 0 && parts.byteSize() > 0) {
      giveParts();
    }
    if (ring == null && parts.byteSize() == 0) {
      session.budget().holdsNothing(session.owner(), this);
    }
  }

  private void giveParts() {
    MemorySegment had = parts;
    parts = MemorySegment.NULL;
    session.release(had);
    session.budget().give(session.owner(), had.byteSize());
  }

  /** The session is over: hands its memory over, and what it counted for. */
  void buffers(Consumer<MemorySegment> to) {
    ReceiveBudget budget = session.budget();
    budget.forget(this);
    ReceiveRing had = ring;
    if (had != null) {
      to.accept(had.slots);
      budget.give(session.owner(), slotBytes() + besideSlots());
    }
    if (parts.byteSize() > 0) {
      to.accept(parts);
      budget.give(session.owner(), parts.byteSize());
    }
    ring = null;
    parts = MemorySegment.NULL;
    budget.holdsNothing(session.owner(), this);
  }

  private byte state(long chunk) {
    ReceiveRing present = ring;
    return present == null ? ABSENT : present.states[(int) chunk & mask];
  }

  private boolean knownByNumber(long chunk) {
    return chunk < next || (chunk <= next + mask && state(chunk) != ABSENT);
  }

  private boolean known(long chunk, MemorySegment segment, long frames, int length) {
    return rules.duplicate(knownByNumber(chunk), segment, frames, length);
  }

  private boolean fits(long chunk, int length) {
    return chunk <= next + mask && length <= stride - Wire.FRAMES;
  }

  private Outcome acceptOrdered(
      long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    if (known(chunk, segment, frames, length)) {
      return Outcome.DUPLICATE;
    }
    if (!fits(chunk, length)) {
      return Outcome.REFUSED;
    }
    boolean inTurn = chunk == next && !stopped && !delivering;
    if (inTurn && firstSequence > sequence) {
      // A gap between messages that the chunks do not have: never ours, and never passed on.
      session.malformed();
      return Outcome.REFUSED;
    }
    if (!inTurn || (claims && firstSequence + ended(segment, frames, length) - 1 > durable)) {
      boolean kept = keep(chunk, firstSequence, segment, frames, length, 0);
      if (claims && (kept || inTurn)) {
        // In its turn it is claimed without being kept: when it comes again, it is handed over.
        claim(kept ? 0 : firstSequence + ended(segment, frames, length) - 1);
      }
      return kept ? Outcome.TAKEN : Outcome.STARVED;
    }
    int taken = deliver(segment, frames, skip(segment, frames, length, firstSequence), length);
    if (taken < length) {
      // What was taken of it is passed over when it comes again.
      boolean kept = !starved && keep(chunk, firstSequence, segment, frames, length, taken);
      stopped = !starved;
      starved = false;
      return kept ? Outcome.TAKEN : Outcome.STARVED;
    }
    next++;
    tell();
    if (claims) {
      // What is kept behind it may not be claimed yet, and no packet may come that does so.
      claim(0);
    } else if (state(next) == KEPT) {
      drain();
    }
    return Outcome.TAKEN;
  }

  /**
   * Asks for what is here without a gap, and for messages up to this one, and hands over what has
   * been claimed already.
   */
  private void claim(long upTo) {
    ReceiveRing from = ring;
    claimable = Math.max(claimable, upTo);
    unclaimed = Math.max(unclaimed, next);
    while (from != null
        && unclaimed <= next + mask
        && from.states[(int) unclaimed & mask] == KEPT) {
      claimable = Math.max(claimable, from.last[(int) unclaimed & mask]);
      unclaimed++;
    }
    session.taken(this, 0);
    if (!stopped && !delivering) {
      drain();
    }
  }

  private static int ended(MemorySegment segment, long frames, int end) {
    int count = 0;
    for (int at = 0; at + Wire.FRAME_HEADER <= end; ) {
      int header = segment.get(Wire.SHORT, frames + at);
      count += (header & Wire.ENDS) == 0 ? 0 : 1;
      at += Wire.FRAME_HEADER + (header & Wire.LENGTH_MASK);
    }
    return count;
  }

  private Outcome acceptUnordered(
      long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    if (known(chunk, segment, frames, length)) {
      return Outcome.DUPLICATE;
    }
    if (!fits(chunk, length) || stopped || delivering) {
      return Outcome.REFUSED;
    }
    // What is handed over must be known not to be handed over again; in its turn a number says so.
    ReceiveRing keeping = chunk == next ? ring : ring();
    if (keeping == null && chunk != next) {
      return Outcome.STARVED;
    }
    int from = chunk == next ? Math.min(takenOfNext, length) : 0;
    sequence = firstSequence + ended(segment, frames, from);
    int taken = deliver(segment, frames, from, length);
    if (taken < length) {
      stopped = true;
      if (taken == 0) {
        return Outcome.REFUSED;
      }
      if (keep(chunk, sequence, segment, frames, length, taken)) {
        return Outcome.TAKEN;
      }
      takenOfNext = taken;
      return Outcome.STARVED;
    }
    if (keeping == null) {
      next++;
      takenOfNext = 0;
      tell();
      return Outcome.TAKEN;
    }
    keeping.states[(int) chunk & mask] = DELIVERED;
    keeping.held++;
    slide(keeping);
    return Outcome.TAKEN;
  }

  private void slide(ReceiveRing in) {
    int slot = (int) next & mask;
    while (in.states[slot] == DELIVERED) {
      in.states[slot] = ABSENT;
      in.held--;
      next++;
      takenOfNext = 0;
      tell();
      slot = (int) next & mask;
    }
  }

  /** Returns false when there is no memory to keep the chunk. */
  private boolean keep(
      long chunk, long firstSequence, MemorySegment from, long frames, int length, int taken) {
    ReceiveRing in = ring();
    if (in == null) {
      return false;
    }
    int slot = (int) chunk & mask;
    MemorySegment.copy(from, frames, in.slots, (long) slot * stride, length);
    in.held += in.states[slot] == ABSENT ? 1 : 0;
    in.states[slot] = KEPT;
    in.used[slot] = (short) length;
    in.first[slot] = firstSequence;
    in.last[slot] = claims ? firstSequence + ended(from, frames, length) - 1 : 0;
    in.resumeAt[slot] = (short) taken;
    return true;
  }

  /** Offers the application again what it could not take. */
  void resume() {
    if (!stopped || delivering) {
      return;
    }
    stopped = false;
    if (kind == StreamKind.UNORDERED) {
      resumeUnordered();
    } else {
      drain();
    }
    settle();
  }

  private void resumeUnordered() {
    ReceiveRing in = ring;
    if (in == null) {
      return;
    }
    for (long chunk = next; chunk <= next + mask && !stopped; chunk++) {
      int slot = (int) chunk & mask;
      if (in.states[slot] == KEPT) {
        sequence = in.first[slot];
        int taken = deliver(in.slots, (long) slot * stride, in.resumeAt[slot], in.used[slot]);
        in.resumeAt[slot] = (short) taken;
        in.first[slot] = sequence;
        stopped = taken < in.used[slot];
        in.states[slot] = stopped ? KEPT : DELIVERED;
      }
    }
    slide(in);
  }

  private void drain() {
    ReceiveRing in = ring;
    if (in == null) {
      return;
    }
    int slot = (int) next & mask;
    while (in.states[slot] == KEPT && (!claims || in.last[slot] <= durable)) {
      long frames = (long) slot * stride;
      if (in.first[slot] > sequence) {
        session.malformed();
        in.states[slot] = ABSENT;
        in.held--;
        return;
      }
      int from = in.resumeAt[slot];
      if (from == 0) {
        from = skip(in.slots, frames, in.used[slot], in.first[slot]);
      }
      int taken = deliver(in.slots, frames, from, in.used[slot]);
      if (taken < in.used[slot]) {
        in.resumeAt[slot] = (short) taken;
        stopped = true;
        if (starved) {
          // It has arrived for good, so it does not come again.
          starved = false;
          session.budget().await(this);
        }
        return;
      }
      in.resumeAt[slot] = 0;
      in.states[slot] = ABSENT;
      in.held--;
      next++;
      tell();
      slot = (int) next & mask;
    }
  }

  /** Passes over frames of messages that were taken before the chunks were numbered anew. */
  private int skip(MemorySegment segment, long frames, int end, long firstSequence) {
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
  private int deliver(MemorySegment segment, long frames, int from, int end) {
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
        if (full() || !logged.hand(this, sequence, segment, body, length)) {
          return notTaken(at, before);
        }
        sequence++;
      } else if (!part(header, segment, body, length)) {
        return notTaken(at, before);
      }
      at = after;
    }
    delivering = false;
    session.taken(this, sequence - before);
    return end;
  }

  private boolean full() {
    return kind == StreamKind.LOGGED && logged.crowded();
  }

  private int notTaken(int at, long before) {
    delivering = false;
    logged.notTaken(this);
    session.taken(this, sequence - before);
    return at;
  }

  /** Adds a piece of a long message; returns false when it was the last, and was not taken. */
  private boolean part(int header, MemorySegment segment, long body, int length) {
    if ((header & Wire.BEGINS) != 0) {
      partsLength = 0;
    }
    if (partsLength < 0) {
      session.malformed();
      return true;
    }
    if (partsLength + length > options.longestMessage()) {
      // To drop it would be a loss that nobody hears of.
      session.tooLong(id, sequence);
      return false;
    }
    if (parts.byteSize() < partsLength + length && !growParts(partsLength + length)) {
      starved = true;
      return false;
    }
    MemorySegment.copy(segment, body, parts, partsLength, length);
    if ((header & Wire.ENDS) == 0) {
      partsLength += length;
      return true;
    }
    if (full() || !logged.hand(this, sequence, parts, 0, partsLength + length)) {
      return false;
    }
    partsLength = -1;
    sequence++;
    return true;
  }

  private boolean growParts(int needed) {
    if (session.ended()) {
      return false;
    }
    long longer = Math.max(2L * parts.byteSize(), 4L * stride);
    long size = Math.max(needed, Math.min(longer, options.longestMessage()));
    ReceiveBudget budget = session.budget();
    MemorySegment grown = budget.take(session.owner(), this, size, 0, losesNothing());
    if (grown == null && needed < size) {
      grown = budget.take(session.owner(), this, needed, 0, losesNothing());
    }
    if (grown == null) {
      return false;
    }
    MemorySegment.copy(parts, 0, grown, 0, partsLength);
    if (parts.byteSize() > 0) {
      giveParts();
    }
    parts = grown;
    return true;
  }

  /** Whether messages are here that have arrived for good and were not taken yet. */
  boolean untaken() {
    return switch (kind) {
      case FAIR_LOSS, STUBBORN -> false;
      // Behind a gap nothing is handed over, and what the gap is for may never have been sent.
      case ORDERED, LOGGED -> state(next) == KEPT;
      case UNORDERED -> anyKept();
    };
  }

  private boolean anyKept() {
    ReceiveRing had = ring;
    if (had != null) {
      for (byte state : had.states) {
        if (state == KEPT) {
          return true;
        }
      }
    }
    return false;
  }

  /** The session that this stream is of. */
  Session session() {
    return session.session();
  }
}
