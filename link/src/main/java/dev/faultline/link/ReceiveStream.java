package dev.faultline.link;

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
    REFUSED
  }

  private static final byte ABSENT = 0;
  private static final byte KEPT = 1;
  private static final byte DELIVERED = 2;

  final int id;
  final StreamKind kind;
  private final Session session;
  private final LinkOptions options;
  private final Rules rules;
  private final int stride;
  private final int mask;
  private final byte[] states;
  private final short[] used;
  private final short[] resumeAt;
  private final long[] first;

  /** The last message that ends in a kept chunk, for streams that claim before they deliver. */
  private final long[] last;

  private final boolean claims;
  private MemorySegment slots = MemorySegment.NULL;

  /** The first chunk that the application has not wholly taken. */
  private long next;

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

  /** Made for the first chunk that comes in parts; they lie in the chunk's slot. */
  private @Nullable ReceiveParts assembling;

  /** Whether there is something to tell the sender. */
  boolean news;

  ReceiveStream(int id, StreamKind kind, Session session, Rules rules) {
    this.id = id;
    this.kind = kind;
    this.session = session;
    this.rules = rules;
    options = session.options();
    // What was stored before there were keys is longer than what fits into a packet with them.
    stride = options.packetBytes() + SecureLayer.OVERHEAD_BYTES;
    int capacity = options.receivePackets();
    mask = capacity - 1;
    states = new byte[capacity];
    used = new short[capacity];
    resumeAt = new short[capacity];
    first = new long[capacity];
    last = new long[capacity];
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
    news = true;
    if (claims && !stopped && !delivering) {
      drain();
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
    news = true;
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
      Arrays.fill(states, ABSENT);
      Arrays.fill(resumeAt, (short) 0);
    }
  }

  // --- receiving ---

  Outcome accept(long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
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
    ReceiveParts assembly = assembling;
    if (assembly == null) {
      assembly = new ReceiveParts(mask + 1);
      assembling = assembly;
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
    allocate();
    long frames = (long) slot * stride;
    int to = rules.partAt(offset, assembly.count(slot) - 1);
    MemorySegment.copy(segment, from, slots, frames + to, Math.min(length, total - to));
    if (outcome == ReceiveParts.Outcome.KEPT) {
      return Outcome.TAKEN;
    }
    Outcome whole = accept(chunk, firstSequence, slots, frames, total);
    if (whole == Outcome.REFUSED) {
      assembly.remove(slot, part);
    }
    return whole;
  }

  /** The sender begins again with chunks that it had begun to send in parts. */
  void forgetParts() {
    if (assembling != null) {
      assembling.clear();
    }
  }

  private void allocate() {
    if (slots.byteSize() == 0) {
      slots = options.memory().apply((long) (mask + 1) * stride);
    }
  }

  private boolean knownByNumber(long chunk) {
    return chunk < next || (chunk <= next + mask && states[(int) chunk & mask] != ABSENT);
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
    if (chunk != next || stopped || delivering || claims) {
      keep(chunk, firstSequence, segment, frames, length, 0);
      if (claims) {
        claim();
      }
      return Outcome.TAKEN;
    }
    if (firstSequence > sequence) {
      // A gap between messages that the chunks do not have: never ours, and never passed on.
      session.malformed();
      return Outcome.REFUSED;
    }
    int taken = deliver(segment, frames, skip(segment, frames, length, firstSequence), length);
    if (taken < length) {
      keep(chunk, firstSequence, segment, frames, length, taken);
      stopped = true;
      return Outcome.TAKEN;
    }
    next++;
    news = true;
    if (states[(int) next & mask] == KEPT) {
      drain();
    }
    return Outcome.TAKEN;
  }

  /** Asks for what is here without a gap, and hands over what has been claimed already. */
  private void claim() {
    while (unclaimed <= next + mask && states[(int) unclaimed & mask] == KEPT) {
      claimable = Math.max(claimable, last[(int) unclaimed & mask]);
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
    int slot = (int) chunk & mask;
    sequence = firstSequence;
    int taken = deliver(segment, frames, 0, length);
    if (taken < length) {
      stopped = true;
      if (taken == 0) {
        return Outcome.REFUSED;
      }
      keep(chunk, sequence, segment, frames, length, taken);
      return Outcome.TAKEN;
    }
    states[slot] = DELIVERED;
    slide();
    return Outcome.TAKEN;
  }

  private void slide() {
    int slot = (int) next & mask;
    while (states[slot] == DELIVERED) {
      states[slot] = ABSENT;
      next++;
      news = true;
      slot = (int) next & mask;
    }
  }

  private void keep(
      long chunk, long firstSequence, MemorySegment from, long frames, int length, int taken) {
    int slot = (int) chunk & mask;
    allocate();
    MemorySegment.copy(from, frames, slots, (long) slot * stride, length);
    states[slot] = KEPT;
    used[slot] = (short) length;
    first[slot] = firstSequence;
    last[slot] = claims ? firstSequence + ended(from, frames, length) - 1 : 0;
    resumeAt[slot] = (short) taken;
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
  }

  private void resumeUnordered() {
    for (long chunk = next; chunk <= next + mask && !stopped; chunk++) {
      int slot = (int) chunk & mask;
      if (states[slot] == KEPT) {
        sequence = first[slot];
        int taken = deliver(slots, (long) slot * stride, resumeAt[slot], used[slot]);
        resumeAt[slot] = (short) taken;
        first[slot] = sequence;
        stopped = taken < used[slot];
        states[slot] = stopped ? KEPT : DELIVERED;
      }
    }
    slide();
  }

  private void drain() {
    int slot = (int) next & mask;
    while (states[slot] == KEPT && (!claims || last[slot] <= durable)) {
      long frames = (long) slot * stride;
      if (first[slot] > sequence) {
        session.malformed();
        states[slot] = ABSENT;
        return;
      }
      int from = resumeAt[slot];
      if (from == 0) {
        from = skip(slots, frames, used[slot], first[slot]);
      }
      int taken = deliver(slots, frames, from, used[slot]);
      if (taken < used[slot]) {
        resumeAt[slot] = (short) taken;
        stopped = true;
        return;
      }
      resumeAt[slot] = 0;
      states[slot] = ABSENT;
      next++;
      news = true;
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
        if (full() || !session.hand(this, sequence, segment, body, length)) {
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
    return kind == StreamKind.LOGGED && session.crowded();
  }

  private int notTaken(int at, long before) {
    delivering = false;
    session.notTaken(this);
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
    if (parts.byteSize() < partsLength + length) {
      long longer = Math.max(2L * parts.byteSize(), 4L * stride);
      MemorySegment grown = options.memory().apply(Math.max(longer, partsLength + length));
      MemorySegment.copy(parts, 0, grown, 0, partsLength);
      parts = grown;
    }
    MemorySegment.copy(segment, body, parts, partsLength, length);
    if ((header & Wire.ENDS) == 0) {
      partsLength += length;
      return true;
    }
    if (full() || !session.hand(this, sequence, parts, 0, partsLength + length)) {
      return false;
    }
    partsLength = -1;
    sequence++;
    return true;
  }

  /** Whether messages are here that have arrived for good and were not taken yet. */
  boolean untaken() {
    if (kind == StreamKind.FAIR_LOSS || kind == StreamKind.STUBBORN) {
      return false;
    }
    for (byte state : states) {
      if (state == KEPT) {
        return true;
      }
    }
    return false;
  }

  void buffers(Consumer<MemorySegment> to) {
    if (slots.byteSize() > 0) {
      to.accept(slots);
    }
    if (parts.byteSize() > 0) {
      to.accept(parts);
    }
  }
}
