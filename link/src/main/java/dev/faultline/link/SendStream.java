package dev.faultline.link;

import dev.faultline.link.journal.ChunkRecord;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.link.stream.Held;
import dev.faultline.link.stream.Holdback;
import dev.faultline.link.stream.Outbox;
import dev.faultline.link.stream.OutboxReader;
import dev.faultline.link.stream.Reach;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a stream: a {@link SendRing ring} of slots, each one packet long. {@link
 * #offer} writes a message behind the ones before it into the open slot, once; a sealed slot is a
 * <em>chunk</em>, which never changes and is sent from where it lies, as often as it takes, under a
 * fresh packet number each time. The ring grows when it is too small, and goes when the stream has
 * been idle for a while.
 *
 * <p>Chunks are numbered from 0: {@code base <= next <= sealed}. Those from base up to next have
 * been sent at least once, those up to sealed are complete, and sealed is the number of the open
 * one. A logged stream appends each chunk to the journal when it is sealed, sends it when it is
 * durable, and reads it back if its slot was needed meanwhile.
 */
final class SendStream {
  private static final long MOST_HELD = 1L << 30;

  /** A chunk is padded by no more than this share of its length. */
  private static final int PADDED_SHARE = 8;

  private static final MemorySegment PADDING =
      MemorySegment.ofArray(new byte[Wire.LONGEST_PACKET / PADDED_SHARE]);

  /** A stream that has sent nothing for so long, and has nothing to send, keeps no ring. */
  private static final long REST_NANOS = 500_000_000;

  /** Instead of a chunk's number where there is none. */
  static final long NO_CHUNK = -1;

  final int id;
  final StreamKind kind;
  private final @Nullable Journal journal;
  private final @Nullable Outbox outbox;
  private final int session;
  private final Rules rules;
  private final SendRings rings;
  private int stride;

  /** Three fields of the header that lie side by side and are always the same. */
  private final int typeFlagsStream;

  /** How long the frames of a full packet are at present, and how long they ever can be. */
  private int payload;

  private final int mostPayload;
  private final int longestMessage;
  private final LinkOptions options;

  private SendRing ring = SendRing.NONE;

  /** How many slots the ring may have. */
  private final Reach reach;

  /** How many slots it begins with, and how many it has needed. */
  private int usual;

  private int needed;

  /** When something was sent last. */
  private long sentAt;

  private long base;
  private long next;
  private long sealed;

  /** Chunks below this one may be sent, as far as the receiver has room. */
  private long limit;

  private long patienceNanos = Long.MAX_VALUE;
  private long sequence = 1;
  private int lost;
  private long lostHint;

  /** Whether the receiver has memory for this stream. */
  private final Holdback holdback = new Holdback();

  /**
   * Of {@link SendRings}: whether chunks were sent for good in this poll, and who did so before.
   */
  private boolean spends;

  private @Nullable SendStream spentBefore;

  /** How many chunks of a stubborn stream may be on the way at once: parts need room there. */
  private long window = Long.MAX_VALUE;

  /** The open chunk: where its frames go, how long they are, and its first message. */
  private MemorySegment open = MemorySegment.NULL;

  private long openAt;
  private boolean staged;
  private int fill;
  private long openFirst;

  /** Whether something that was offered while a message was handled is not in the journal. */
  private boolean bound;

  /** Where the open chunk of a logged stream grows while the ring is full. */
  private MemorySegment staging = MemorySegment.NULL;

  /** What to add to a chunk's number for its entry in the outbox. */
  private long shift;

  /** Entries of the outbox below this one are durable, and those below asked are being synced. */
  private long durable;

  private long asked;
  private long durableSequence;

  /** The peer has processed messages up to this one. */
  private long forgotten;

  /** What had arrived when the session ended, of a logged stream; below 0 before. */
  private long parkedAfter = -1;

  private long askedSequence;

  /** What was taken and has no place in a chunk yet, and how much of the first has one. */
  private final Held held = new Held();

  private int heldAt;

  /** How much room in the journal those need together. */
  private long heldRoom;

  /** How much of the journal's room is set aside for what was taken and is not appended. */
  private long promised;

  /** Nothing more goes to the journal. */
  private boolean over;

  /**
   * A message is being handled that may not be taken in the end: until that is known, what is
   * offered because of it can be taken back, so that no chunk is sealed.
   */
  private boolean marked;

  private int markFill;
  private long markSequence;
  private boolean markBound;
  private boolean markHeld;

  SendStream(
      int id,
      StreamKind kind,
      LinkOptions options,
      long limit,
      int session,
      @Nullable Journal journal,
      SendRings rings,
      Rules rules) {
    this.rules = rules;
    this.rings = rings;
    this.id = id;
    this.kind = kind;
    this.options = options;
    // A receiver of fair loss always has room, and never learns of a stream whose first packets
    // were all lost: waiting for its word would be waiting for ever.
    this.limit = kind == StreamKind.FAIR_LOSS ? Long.MAX_VALUE : limit;
    base = rules.firstNumber();
    next = base;
    sealed = base;
    lostHint = base;
    shift = -base;
    this.session = session;
    this.journal = kind == StreamKind.LOGGED ? journal : null;
    outbox = kind == StreamKind.LOGGED ? new Outbox() : null;
    typeFlagsStream = Wire.DATA | kind.code() << 8 | id << 16;
    stride = options.packetBytes();
    reach = new Reach(options.sendPackets());
    usual = rings.first();
    mostPayload = stride - Wire.FRAMES;
    payload = mostPayload;
    longestMessage =
        kind == StreamKind.ORDERED || kind == StreamKind.LOGGED
            ? options.longestMessage()
            : Math.min(options.longestMessage(), mostPayload - Wire.FRAME_HEADER);
  }

  // --- the ring ---

  /**
   * Takes a ring if there is none, and with it where the open chunk of a logged stream is staged,
   * so that what has been taken needs no memory later.
   *
   * @throws OutOfMemoryError if there is no memory for it
   */
  private void allocate() {
    if (ring == SendRing.NONE) {
      takeRing(1);
    }
  }

  /** Takes a ring as large as usual and large enough, or else the largest there is memory for. */
  private void takeRing(int slots) {
    if (outbox != null) {
      stagingArea();
    }
    int size = Math.max(slots, usual);
    while (ring == SendRing.NONE) {
      try {
        ring = rings.take(size, stride);
      } catch (OutOfMemoryError e) {
        if (size <= rings.first()) {
          throw e;
        }
        size = rings.smaller(size);
        reach.refused(size);
      }
    }
    needed = 0;
  }

  /** Whether the ring has a slot for a chunk, behind those from base on, or gets one. */
  private boolean holds(long chunk) {
    long slots = chunk - base + 1;
    if (slots > ring.capacity() && slots <= reach.slots()) {
      widen((int) slots);
    }
    return slots <= ring.capacity();
  }

  private void widen(int slots) {
    SendRing small = ring;
    if (small == SendRing.NONE) {
      takeRing(slots);
      return;
    }
    SendRing wide = SendRing.NONE;
    try {
      wide = rings.take(slots, stride);
      wide.adopt(small, base, Math.min(sealed, base + small.capacity()), rules);
      ring = wide;
    } catch (OutOfMemoryError e) {
      // What there is will do, slowly.
      reach.refused(small.capacity());
      return;
    } finally {
      if (ring != wide) {
        rings.drop(wide);
      }
    }
    if (fill > 0 && !staged) {
      long at = wide.at(sealed) + Wire.FRAMES;
      MemorySegment.copy(open, openAt, wide.slots, at, fill);
      open = wide.slots;
      openAt = at;
    }
    reach.granted();
    rings.drop(small);
  }

  /** Gives the ring back when nothing was sent for a while, and nothing waits. */
  void rest(long now) {
    if (ring != SendRing.NONE) {
      reach.askAgain(now);
    }
    if (ring != SendRing.NONE && drained() && now - sentAt >= REST_NANOS && !marked) {
      SendRing idle = ring;
      ring = SendRing.NONE;
      open = MemorySegment.NULL;
      reach.restart();
      int less = rings.smaller(idle.capacity());
      usual = needed <= less ? less : idle.capacity();
      held.free();
      rings.giveBack(idle);
    }
  }

  /** Whether it has given its ring back, or never had one. */
  boolean rests() {
    return ring == SendRing.NONE;
  }

  MemorySegment slots() {
    return ring.slots;
  }

  /** Of how many chunks is kept what became of them. */
  int slotsKept() {
    return ring.capacity();
  }

  // --- what the application offers ---

  long offer(MemorySegment source, long offset, int length) {
    int at = fill;
    int end = at + Wire.FRAME_HEADER + length;
    if (end > payload || at == 0 || !held.isEmpty()) {
      return offerSlowly(source, offset, length);
    }
    write(at, source, offset, length);
    fill = end;
    return sequence++;
  }

  private void write(int at, MemorySegment source, long offset, int length) {
    long to = openAt + at;
    open.set(Wire.SHORT, to, (short) (length | Wire.WHOLE));
    MemorySegment.copy(source, offset, open, to + Wire.FRAME_HEADER, length);
  }

  private long offerSlowly(MemorySegment source, long offset, int length) {
    if (length > longestMessage) {
      return Offer.TOO_LARGE;
    }
    if (!held.isEmpty() && (!marked || markHeld)) {
      return Offer.BACK_PRESSURED;
    }
    boolean splits = kind == StreamKind.ORDERED || kind == StreamKind.LOGGED;
    if (splits && Wire.FRAME_HEADER + length > payload) {
      return offerInPieces(source, offset, length);
    }
    if (marked && (!held.isEmpty() || (fill > 0 && fill + Wire.FRAME_HEADER + length > payload))) {
      return hold(source, offset, length);
    }
    // A message that must not be split may make a chunk longer than the path allows.
    if (fill > 0 && fill + Wire.FRAME_HEADER + length > payload && !seal(true)) {
      return Offer.BACK_PRESSURED;
    }
    if (fill == 0 && !open(false)) {
      return Offer.BACK_PRESSURED;
    }
    write(fill, source, offset, length);
    fill += Wire.FRAME_HEADER + length;
    promise();
    return sequence++;
  }

  private long offerInPieces(MemorySegment source, long offset, int length) {
    int slots = pieces(length);
    if (journal == null && holds(sealed + slots - (fill == 0 ? 1 : 0))) {
      pump(source, offset, length);
      heldAt = 0;
      return sequence++;
    }
    if (slots <= reach.slots() / 2 && journal == null) {
      return Offer.BACK_PRESSURED;
    }
    if (!marked && fill > 0 && fill + Wire.FRAME_HEADER >= payload) {
      // If there is no room, to pump tries it again.
      seal(true);
    }
    int fillBefore = fill;
    long sealedBefore = sealed;
    long number = hold(source, offset, length);
    if (number > 0 && !marked) {
      try {
        pump();
      } catch (OutOfMemoryError e) {
        if (sealed == sealedBefore) {
          refuse(fillBefore);
        }
        throw e;
      }
    }
    return number;
  }

  /** The message that is held was not taken: nothing of it is in the journal. */
  private void refuse(int fillBefore) {
    fill = fillBefore;
    sequence--;
    held.clear();
    heldAt = 0;
    heldRoom = 0;
    promise();
  }

  private int pieces(int length) {
    return length / (payload - Wire.FRAME_HEADER) + 1;
  }

  /** How much room in the journal the chunks of a message may need. */
  private long room(int length) {
    return length + (long) pieces(length) * stride / 4;
  }

  /** Keeps a message until it can go into chunks, if the journal will have room for those. */
  private long hold(MemorySegment source, long offset, int length) {
    long room = room(length);
    // One handler may offer much on a stream, but not without bounds.
    if (!held.isEmpty() && held.bytes() + length > Math.min(MOST_HELD, 4L * longestMessage)) {
      return Offer.BACK_PRESSURED;
    }
    if (journal != null && !journal.hasRoom(room + stride)) {
      return Offer.BACK_PRESSURED;
    }
    // Later, when the message counts as taken, nobody could refuse it any more.
    allocate();
    held.add(source, offset, length);
    heldRoom += room;
    promise();
    return sequence++;
  }

  /** Says how much room in the journal what was taken will need. */
  private void promise() {
    if (journal != null) {
      long now = over ? 0 : (fill == 0 ? 0 : stride) + Math.max(0, heldRoom - heldAt);
      journal.promise(now - promised);
      promised = now;
    }
  }

  /** The session is over, and nothing of it is kept. */
  void over() {
    over = true;
    promise();
  }

  /** What is offered from now on is taken back by {@link #takeBack}, until {@link #keep}. */
  void mark() {
    marked = true;
    markFill = fill;
    markSequence = sequence;
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

  /** The message because of which something was offered is taken, and so is that. */
  void keep() {
    unmark();
    if (parkedAfter < 0 && !over) {
      pump();
    }
  }

  /** The message because of which something was offered was not taken. */
  void takeBack() {
    marked = false;
    fill = markFill;
    sequence = markSequence;
    bound = markBound;
    if (!markHeld) {
      held.clear();
      heldRoom = 0;
    }
    promise();
  }

  /** Lets as much of what is held into chunks as there is room for. */
  void pump() {
    if (held.isEmpty()) {
      return;
    }
    // Their numbers were given when they were offered.
    sequence -= held.count();
    try {
      while (!held.isEmpty() && pump(held.memory(), held.at(), held.length())) {
        heldRoom = Math.max(0, heldRoom - room(held.length()));
        held.remove();
        heldAt = 0;
        sequence++;
      }
    } finally {
      sequence += held.count();
    }
    heldRoom = held.isEmpty() ? 0 : heldRoom;
    promise();
  }

  private boolean pump(MemorySegment source, long offset, int length) {
    int whole = Wire.FRAME_HEADER + length;
    if (heldAt == 0 && whole <= payload && fill + whole > payload && !seal(true)) {
      return false;
    }
    while (true) {
      if (fill + Wire.FRAME_HEADER >= payload && !seal(true)) {
        return false;
      }
      if (fill == 0 && !open(true)) {
        return false;
      }
      int piece = Math.min(length - heldAt, payload - fill - Wire.FRAME_HEADER);
      int header = piece | (heldAt == 0 ? Wire.BEGINS : 0);
      boolean last = heldAt + piece == length;
      long to = openAt + fill;
      open.set(Wire.SHORT, to, (short) (last ? header | Wire.ENDS : header));
      MemorySegment.copy(source, offset + heldAt, open, to + Wire.FRAME_HEADER, piece);
      fill += Wire.FRAME_HEADER + piece;
      heldAt += piece;
      if (last) {
        return true;
      }
    }
  }

  /** Makes room for the open chunk's first frame, if there is any. */
  private boolean open(boolean promisedBefore) {
    if (journal != null && !promisedBefore && !journal.hasRoom(stride)) {
      return false;
    }
    if (holds(sealed)) {
      staged = false;
      open = ring.slots;
      openAt = at(sealed) + Wire.FRAMES;
      needed = Math.max(needed, (int) (sealed - base) + 1);
    } else if (journal != null) {
      stage();
    } else {
      return false;
    }
    openFirst = sequence;
    return true;
  }

  private MemorySegment stagingArea() {
    if (staging.byteSize() == 0) {
      staging = MemorySegment.ofArray(new byte[stride]);
    }
    return staging;
  }

  private void stage() {
    open = stagingArea();
    staged = true;
    openAt = Wire.FRAMES;
  }

  /** Closes the open chunk; fails when the journal has no room for it. */
  private boolean seal(boolean full) {
    return seal(full, false);
  }

  private boolean seal(boolean full, boolean reserved) {
    if (outbox != null && !log(outbox, reserved)) {
      return false;
    }
    if (!staged) {
      SendRing to = ring;
      int slot = (int) sealed & to.mask;
      to.used[slot] = (short) fill;
      // Equal lengths suit segmentation offload, if they do not cost more than an eighth.
      boolean padded = full && fill < payload && payload - fill <= payload / PADDED_SHARE;
      to.lengths[slot] = (short) (Wire.FRAMES + (padded ? payload : fill));
      to.states[slot] = SendRing.FRESH;
      to.first[slot] = openFirst;
      to.resident[slot] = sealed;
    }
    sealed++;
    fill = 0;
    promise();
    return true;
  }

  private boolean log(Outbox index, boolean reserved) {
    boolean continues = (open.get(Wire.SHORT, openAt) & Wire.BEGINS) == 0;
    long at = openAt - Wire.FRAMES;
    long ended = sequence - openFirst;
    // What is in the journal must be in the index, too, whatever memory there is.
    index.reserve();
    ChunkRecord.write(open, at, session, id, openFirst, (int) ended, continues);
    long position = requireJournal().append(open, at, Wire.FRAMES + fill, reserved);
    if (position < 0) {
      return false;
    }
    index.add(openFirst + (continues ? 1 : 0), position);
    return true;
  }

  private Journal requireJournal() {
    if (journal == null) {
      throw new IllegalStateException("stream " + id + " is not logged");
    }
    return journal;
  }

  // --- durability ---

  /** What was offered last belongs to a message that is being handled. */
  void bind() {
    bound = true;
  }

  /**
   * Hands what was offered to the journal, and remembers how far that is. Returns false when the
   * journal has no room for something that belongs to a message: that is not processed before.
   */
  boolean flush() {
    if (outbox == null) {
      return true;
    }
    pump();
    // Without what belongs to messages these cannot be committed, so it may use what is reserved.
    boolean all = fill == 0 || seal(false) || (bound && rules.bindsAnswers() && seal(false, true));
    asked = outbox.tail();
    // When the journal has no room for the open chunk, what came before it is still handed over.
    askedSequence = all ? sequence - 1 - held.count() : openFirst - 1;
    bound &= !all || !held.isEmpty();
    return !bound || !rules.bindsAnswers();
  }

  /** Whether {@link #flush} would have something to hand over. */
  boolean unlogged() {
    return outbox != null && (fill > 0 || !held.isEmpty() || outbox.tail() > asked);
  }

  /** Whether something was handed over that is not durable. */
  boolean unsynced() {
    return asked > durable || askedSequence > durableSequence;
  }

  /** What was flushed before is durable now. */
  void synced() {
    durable = asked;
    durableSequence = askedSequence;
  }

  /** During recovery: a chunk that had been committed. */
  void recovered(long begins, long position, long nextSequence, int length) {
    if (outbox != null) {
      fit(length);
      outbox.add(begins, position);
      sealed++;
      sequence = Math.max(sequence, nextSequence);
      asked = outbox.tail();
      askedSequence = sequence - 1;
      synced();
    }
  }

  /** Slots have to hold chunks that were sealed when packets were longer; those go in parts. */
  private void fit(int chunkBytes) {
    int packetBytes = options.packetBytes();
    boolean parts = packetBytes >= Wire.FRAMES + Wire.PART_BYTES;
    if (chunkBytes > packetBytes
        && !(parts && chunkBytes <= packetBytes + SecureLayer.OVERHEAD_BYTES)) {
      throw new IllegalArgumentException(
          ("packetBytes is %d, but what waits to be delivered was stored in packets of %d bytes;"
                  + " start with that, on both sides, until it has been delivered")
              .formatted(packetBytes, chunkBytes));
    }
    stride = Math.max(stride, chunkBytes);
  }

  /** During recovery: the chunks so far had been trimmed, or will never be asked for. */
  void recovered(long nextSequence) {
    sequence = Math.max(sequence, nextSequence);
    askedSequence = sequence - 1;
    durableSequence = askedSequence;
  }

  /**
   * The peer has come to know {@code forgettable} messages for good.
   *
   * @return false when it claims to know what was never sent to it, which stays to be sent
   */
  boolean trim(long forgettable) {
    if (outbox == null || forgettable < forgotten) {
      return true;
    }
    if (forgettable > durableSequence || !outbox.trim(forgettable, sequence - 1, next + shift)) {
      return false;
    }
    forgotten = forgettable;
    return true;
  }

  long oldestPosition() {
    return outbox == null ? Long.MAX_VALUE : outbox.oldestPosition();
  }

  /** Whether messages were taken that the peer has not processed, durable or not. */
  boolean undelivered() {
    return outbox != null && (!outbox.isEmpty() || fill > 0 || !held.isEmpty());
  }

  /** The session is over and its buffers are given back; what is left goes to the journal alone. */
  void park() {
    if (outbox == null) {
      return;
    }
    parkedAfter = arrivedSequence();
    if (fill > 0 && !staged) {
      MemorySegment from = open;
      long fromAt = openAt;
      stage();
      MemorySegment.copy(from, fromAt, open, openAt, fill);
    }
    // No slot is free any more, so that what waits grows where it was staged.
    base = sealed - options.sendPackets();
    ring = SendRing.NONE;
    if (held.isEmpty()) {
      held.free();
    }
  }

  /** The first message that the peer has not processed, as far as is known. */
  long firstUndelivered() {
    return outbox == null || outbox.isEmpty()
        ? forgotten + 1
        : Math.max(forgotten + 1, outbox.firstMessage());
  }

  /** Hands over the messages that are in the journal and not processed. */
  void read(Undelivered.Reader to) {
    if (outbox != null) {
      OutboxReader reader = new OutboxReader(firstUndelivered(), to);
      MemorySegment chunk = MemorySegment.ofArray(new byte[stride]);
      for (long entry = outbox.head(); entry < outbox.tail(); entry++) {
        reader.chunk(chunk, requireJournal().read(outbox.position(entry), chunk, 0));
      }
    }
  }

  boolean unprocessed() {
    return outbox != null && !outbox.isEmpty();
  }

  /** The last message that the journal has been asked to make durable. */
  long askedSequence() {
    return askedSequence;
  }

  long durableSequence() {
    return durableSequence;
  }

  /**
   * Numbers the chunks anew, beginning with the message after {@code received}: one side has lost
   * its memory of them.
   *
   * @return false when that message is gone, or the peer has more than was ever sent
   */
  boolean renumber(long received) {
    if (outbox == null) {
      resend();
      return true;
    }
    forgetParts();
    if (received > durableSequence) {
      return false;
    }
    long entry = received == sequence - 1 ? outbox.tail() : outbox.entryOf(received + 1);
    if (entry < 0) {
      boolean nothingLogged = outbox.isEmpty() && received == durableSequence;
      if (!nothingLogged && !rules.restartsSilently()) {
        return false;
      }
      entry = nothingLogged ? outbox.tail() : outbox.head();
    }
    if (fill > 0 && !staged) {
      MemorySegment from = open;
      long fromAt = openAt;
      stage();
      MemorySegment.copy(from, fromAt, open, openAt, fill);
    }
    base = rules.firstNumber();
    next = base;
    limit = base;
    sealed = base + outbox.tail() - entry;
    shift = entry - base;
    lost = 0;
    lostHint = base;
    ring.clear();
    return true;
  }

  /** Reads a chunk back for which there is a slot, if it is not there. */
  private void load(Outbox from, long chunk) {
    SendRing to = ring;
    int slot = (int) chunk & to.mask;
    if (to.resident[slot] == chunk) {
      return;
    }
    // No longer than its slot, whatever the storage has made of it.
    MemorySegment into = to.slots.asSlice(at(chunk), stride);
    int length = requireJournal().read(from.position(chunk + shift), into, 0);
    to.used[slot] = (short) (length - Wire.FRAMES);
    to.lengths[slot] = (short) length;
    to.states[slot] = SendRing.FRESH;
    to.first[slot] = ChunkRecord.first(to.slots, at(chunk));
    to.resident[slot] = chunk;
  }

  // --- what the session sends ---

  void limit(long chunk) {
    limit = Math.max(limit, chunk);
  }

  /** The receiver has room for the parts of so many chunks. */
  void window(int chunks) {
    if (kind == StreamKind.STUBBORN) {
      window = chunks;
    }
  }

  /** Chunks are sealed to packets of this length from now on. */
  void packetBytes(int bytes) {
    payload = bytes - Wire.FRAMES;
  }

  boolean anyLost() {
    return lost > 0 && !holdback.waits();
  }

  /** The receiver had no memory for a packet of this stream. */
  void turnedBack(long now, long roundTripNanos, long nextPacket) {
    if (kind != StreamKind.FAIR_LOSS) {
      holdback.turnedBack(now, roundTripNanos, nextPacket);
    }
  }

  /** Lets one packet go when it is time to try again. */
  void tryAgain(long now) {
    holdback.tryAgain(now);
  }

  /** Whether the stream sends nothing now, since the receiver had no memory for it. */
  boolean waits() {
    return holdback.waits();
  }

  /** When {@link #tryAgain} has something to do; never, if the stream does not wait for that. */
  long triesAgainAt() {
    return lost > 0 || anyWaiting() ? holdback.triesAgainAt() : Long.MAX_VALUE;
  }

  /** The oldest chunk that has to be sent again; only when there is one. */
  long oldestLost() {
    long chunk = Math.max(lostHint, base);
    while (ring.states[(int) chunk & ring.mask] != SendRing.LOST) {
      chunk++;
    }
    lostHint = chunk;
    return chunk;
  }

  /** Whether there is something to send for the first time. */
  private boolean anyWaiting() {
    return outbox == null
        ? next < sealed || fill > 0
        : next + shift < durable && next - base < reach.slots();
  }

  /** Whether there is something to send for the first time that the receiver has room for. */
  boolean anyFresh() {
    return next < limit && next - base < window && anyWaiting() && !holdback.waits();
  }

  /**
   * Has a slot for the next chunk, of which {@link #anyFresh} says that there is one.
   *
   * @return false when there is no memory for it now
   * @throws OutOfMemoryError when there is not even memory for a ring
   */
  boolean ready() {
    return outbox == null || holds(next);
  }

  /** Whether the receiver's window holds something back. */
  boolean blocked() {
    return next >= limit && anyWaiting();
  }

  /**
   * The next chunk to send for the first time, when the stream is {@link #ready}; closes the open
   * one if it is its turn.
   */
  long fresh() {
    if (outbox != null) {
      load(outbox, next);
    } else if (next == sealed) {
      seal(false);
    }
    return next;
  }

  /** Whether the receiver has room for no chunk behind this one, as far as is known. */
  boolean last(long chunk) {
    return chunk + 1 >= limit;
  }

  /** Whether everything that was offered has arrived, or cannot any more. */
  boolean drained() {
    return base == sealed && fill == 0 && held.isEmpty();
  }

  /**
   * The oldest chunk that has been sent and not acknowledged, of those that no packet from this one
   * on carried; {@link #NO_CHUNK} if there is none.
   */
  long oldestUnacknowledged(long since) {
    SendRing of = ring;
    for (long chunk = base; chunk < next; chunk++) {
      int slot = (int) chunk & of.mask;
      if (of.states[slot] != SendRing.ACKED && of.lastPacket[slot] < since) {
        return chunk;
      }
    }
    return NO_CHUNK;
  }

  long at(long chunk) {
    return ring.at(chunk);
  }

  int used(long chunk) {
    return ring.used[(int) chunk & ring.mask];
  }

  /** The length of the chunk's packet; the last bytes of a full one may mean nothing. */
  int length(long chunk) {
    return ring.lengths[(int) chunk & ring.mask];
  }

  int room(long chunk) {
    return payload - used(chunk);
  }

  /** Writes the header of a transmission of this chunk; checksum and trailer are still missing. */
  void stamp(long chunk, long key, long packet, boolean ackNow) {
    ring.stamp(chunk, ackNow ? typeFlagsStream | Wire.ACK_NOW << 8 : typeFlagsStream, key, packet);
  }

  /**
   * Fills what a packet of this length has behind the chunk's frames and a trailer: what was there
   * before may have been meant for somebody else, or for an earlier packet.
   */
  void pad(long chunk, int trailer, int length) {
    int from = Wire.FRAMES + used(chunk) + trailer;
    if (from < length) {
      MemorySegment.copy(PADDING, 0, ring.slots, at(chunk) + from, length - from);
    }
  }

  /** Returns whether the chunk had been sent before. */
  boolean sent(long now, long chunk, long packet) {
    SendRing of = ring;
    int slot = (int) chunk & of.mask;
    of.lastPacket[slot] = packet;
    if (of.states[slot] == SendRing.LOST) {
      lost--;
    }
    boolean again = chunk < next;
    if (!again) {
      next = chunk + 1;
      of.firstSent[slot] = now;
    }
    sentAt = now;
    holdback.sent(now);
    SendParts parts = of.parts();
    if (parts != null) {
      parts.sentWhole(slot, chunk, packet);
    }
    of.states[slot] = SendRing.SENT;
    if (kind == StreamKind.FAIR_LOSS) {
      spend(of, slot);
    }
    return again;
  }

  /** When a chunk that was not acknowledged before was sent for the first time. */
  long firstSent(long chunk) {
    return ring.firstSent[(int) chunk & ring.mask];
  }

  /** Whether this chunk has been sent and not acknowledged. */
  boolean unacknowledged(long chunk) {
    return chunk >= base && chunk < next;
  }

  /** A packet with this chunk has arrived. */
  void acknowledged(long chunk) {
    if (chunk < base) {
      return;
    }
    SendRing of = ring;
    int slot = (int) chunk & of.mask;
    if (of.states[slot] == SendRing.ACKED) {
      return;
    }
    if (of.states[slot] == SendRing.LOST) {
      lost--;
    }
    of.states[slot] = SendRing.ACKED;
    holdback.arrived(of.lastPacket[slot]);
    pass();
  }

  /** Goes past chunks that nobody needs any more: their slots are free. */
  private void pass() {
    SendRing of = ring;
    while (base < next
        && of != SendRing.NONE
        && of.states[(int) base & of.mask] == SendRing.ACKED) {
      base++;
    }
  }

  /** The chunk was sent for good, but the egress may read its slot until the poll is over. */
  private void spend(SendRing of, int slot) {
    of.states[slot] = SendRing.ACKED;
    holdback.arrived(of.lastPacket[slot]);
    if (!spends) {
      spends = true;
      spentBefore = rings.spent(this);
    }
  }

  /** The poll is over. Returns the stream that was to hear of it after this one. */
  @Nullable SendStream pollOver() {
    SendStream before = spentBefore;
    spends = false;
    spentBefore = null;
    pass();
    return before;
  }

  /** A packet with this chunk counts as lost; sends it again unless a younger packet has it too. */
  void lost(long chunk, long packet) {
    if (chunk < base) {
      return;
    }
    SendRing of = ring;
    int slot = (int) chunk & of.mask;
    if (of.states[slot] == SendRing.SENT && of.lastPacket[slot] == packet) {
      toSend(chunk);
      SendParts parts = of.parts();
      if (parts != null) {
        parts.wholeLost(slot, chunk);
      }
    }
  }

  private void toSend(long chunk) {
    ring.states[(int) chunk & ring.mask] = SendRing.LOST;
    lost++;
    lostHint = lost == 1 ? chunk : Math.min(lostHint, chunk);
  }

  // --- chunks that are too long for the path ---

  /** Has the chunk sent in parts: those that have not arrived, and do not wait for it already. */
  void split(long now, long chunk) {
    SendRing of = ring;
    int slot = (int) chunk & of.mask;
    boolean fresh = chunk == next;
    of.madeParts(rules).begin(slot, chunk, of.used[slot], fresh);
    if (fresh) {
      next = chunk + 1;
      of.firstSent[slot] = now;
    }
    sentAt = now;
    holdback.sent(now);
    if (of.states[slot] != SendRing.LOST) {
      toSend(chunk);
    }
  }

  private SendParts requireParts() {
    SendParts parts = ring.parts();
    if (parts == null) {
      throw new IllegalStateException("no chunk of stream " + id + " was split");
    }
    return parts;
  }

  /** Whether the chunk has parts to send. */
  boolean anyPartDue(long chunk) {
    return chunk >= base && requireParts().anyDue((int) chunk & ring.mask, chunk);
  }

  /** The next part of a chunk that has any to send. */
  int partDue(long chunk) {
    return requireParts().nextDue((int) chunk & ring.mask);
  }

  /** Whether a chunk that has parts to send has just one. */
  boolean lastPartDue(long chunk) {
    return requireParts().lastDue((int) chunk & ring.mask);
  }

  /** Writes a packet with a part of a chunk; the checksum is still missing. Returns its length. */
  int writePart(
      MemorySegment to, long at, long chunk, int part, long key, long packet, boolean ackNow) {
    int flags = kind.code() | (ackNow ? Wire.ACK_NOW : 0);
    return ring.writePart(to, at, chunk, part, Wire.DATA_PART | flags << 8 | id << 16, key, packet);
  }

  /** A part is on its way. Returns whether it had been before. */
  boolean partSent(long chunk, int part, long packet) {
    int slot = (int) chunk & ring.mask;
    ring.lastPacket[slot] = packet;
    SendParts splitting = requireParts();
    boolean again = splitting.sent(slot, part, packet);
    if (!splitting.anyDue(slot, chunk)) {
      allSent(chunk);
    }
    return again;
  }

  private void allSent(long chunk) {
    SendRing of = ring;
    int slot = (int) chunk & of.mask;
    of.states[slot] = SendRing.SENT;
    lost--;
    if (kind == StreamKind.FAIR_LOSS) {
      spend(of, slot);
    }
  }

  /** A packet with this part of the chunk has arrived. */
  void partAcknowledged(long chunk, int part) {
    SendRing of = ring;
    SendParts splitting = of.parts();
    if (splitting == null || chunk < base) {
      return;
    }
    int slot = (int) chunk & of.mask;
    if (of.states[slot] == SendRing.ACKED || !splitting.holds(slot, chunk)) {
      return;
    }
    if (splitting.arrived(slot, part)) {
      acknowledged(chunk);
    } else if (of.states[slot] == SendRing.LOST && !splitting.anyDue(slot, chunk)) {
      allSent(chunk);
    }
  }

  /** A packet with this part of the chunk counts as lost. */
  void partLost(long chunk, int part, long packet) {
    SendRing of = ring;
    SendParts splitting = of.parts();
    if (splitting == null || chunk < base) {
      return;
    }
    int slot = (int) chunk & of.mask;
    if (of.states[slot] != SendRing.ACKED
        && splitting.lost(slot, chunk, part, packet)
        && of.states[slot] == SendRing.SENT) {
      toSend(chunk);
    }
  }

  /** What is known of the present connection is. */
  private void forgetParts() {
    holdback.clear();
    ring.forgetParts();
  }

  void patience(long nanos) {
    patienceNanos = kind == StreamKind.STUBBORN ? nanos : Long.MAX_VALUE;
  }

  /** Gives up chunks that have been sent for too long. */
  void expire(long now) {
    if (patienceNanos == Long.MAX_VALUE) {
      return;
    }
    while (base < next && now - firstSent(base) >= patienceNanos) {
      acknowledged(base);
    }
  }

  /** Everything on the way counts as lost: the connection that carried it is gone. */
  void resend() {
    forgetParts();
    for (long chunk = base; chunk < next; chunk++) {
      lost(chunk, ring.lastPacket[(int) chunk & ring.mask]);
    }
  }

  int longestMessage() {
    return longestMessage;
  }

  /** Number of the last message that was taken. */
  long lastSequence() {
    return sequence - 1;
  }

  /**
   * Up to which message all have been acknowledged; of what lies in the journal alone, at least.
   */
  long arrivedSequence() {
    if (parkedAfter >= 0) {
      return parkedAfter;
    }
    if (base < sealed) {
      SendRing of = ring;
      int slot = (int) base & of.mask;
      return outbox == null || (of != SendRing.NONE && of.resident[slot] == base)
          ? of.first[slot] - 1
          : arrivedBefore(outbox, base + shift);
    }
    return fill > 0 ? openFirst - 1 : sequence - 1 - held.count();
  }

  /** The entry may begin with the end of the message before, which has not arrived then. */
  private long arrivedBefore(Outbox in, long entry) {
    return Math.max(forgotten, entry < in.head() ? 0 : Math.max(0, in.begins(entry) - 2));
  }
}
