package dev.faultline.link;

import dev.faultline.link.handshake.EndCode;
import dev.faultline.link.journal.ChunkRecord;
import dev.faultline.link.journal.LongCheckpoint;
import dev.faultline.link.journal.LongTable;
import dev.faultline.link.journal.RecordReader;
import dev.faultline.link.journal.RecordWriter;
import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.Nanos;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an endpoint makes durable: its incarnation, its sessions, the chunks of logged streams, and
 * how far messages have been processed. Records are collected while the last sync is in flight, and
 * the next one covers them all (group commit). A batch ends with a commit record: chunks without
 * one behind them never happened, so that what an application did with a message, what it sent
 * because of it, and that the message is processed, become durable together or not at all.
 */
final class Journal {
  static final byte INCARNATION = 1;
  static final byte COMMIT = 2;

  /** As they were before sessions had owners; they cannot be read any more. */
  static final byte OLD_CHECKPOINT = 3;

  static final byte OLD_SESSION = 5;

  static final byte CHUNK = ChunkRecord.TYPE;
  static final byte CONNECTED = 6;
  static final byte ENDED = 7;
  static final byte PARKED = 8;
  static final byte STATE = LongCheckpoint.TYPE;
  static final byte CHECKPOINT = 10;
  static final byte SESSION = 11;

  /** Sessions of a checkpoint that are too many for its record. */
  static final byte TABLE = 12;

  /** How far streams have been processed, where that is too much for the commit's record. */
  static final byte PROCESSED = 13;

  /**
   * A checkpoint whose sessions lie in tables before it: where the first of them lies, what a
   * checkpoint says, and how far streams have been processed that no commit speaks of.
   */
  static final byte CHECKPOINT_OF_TABLES = 14;

  /** Instead of the last session's number in a checkpoint, where tables precede it. */
  static final int TABLE_IN_PARTS = -1;

  /** So many bytes of effects at most make a commit; more messages wait for the next one. */
  private static final int COMMIT_BYTES = 1 << 20;

  /** How often a storage without room is asked again, if nothing else happens. */
  private static final long RETRY_NANOS = 20_000_000;

  /** How long messages that were processed wait for a commit that is made for another reason. */
  private static final long PROCESSED_DELAY_NANOS = 500_000;

  /** Instead of the length of a state that lies in records of its own. */
  static final int STATE_IN_PARTS = -1;

  private static final long NEVER = Long.MAX_VALUE;

  /** Where a commit says how long its effects are: behind its type and the number of entries. */
  private static final int EFFECT_BYTES_AT = 1 + Integer.BYTES;

  /** Bytes of an effect besides what the application gives. */
  private static final int EFFECT_HEADER = 20;

  /** Bytes of a session's number, a stream, and how far that is. */
  private static final int ENTRY_BYTES = 16;

  /** Where the entries of a commit begin. */
  private static final int ENTRIES_AT = EFFECT_BYTES_AT + Integer.BYTES;

  /** Bytes of a checkpoint before the state. */
  private static final int CHECKPOINT_HEADER = 13;

  /** Bytes of a checkpoint of tables besides the state and the entries. */
  private static final int CHECKPOINT_OF_TABLES_BYTES = 29;

  private final Storage storage;
  private final LinkHandler handler;
  private final long checkpointBytes;
  private final long patienceNanos;

  /** With less room the application handles no more messages, since it may want to answer. */
  private final int roomToGoOn;

  private final RecordWriter record = new RecordWriter();
  private final RecordWriter effects = new RecordWriter();

  /** How far streams have been processed, as a checkpoint of tables says it. */
  private final RecordWriter marks = new RecordWriter();

  private List<Session> touched = new ArrayList<>();
  private List<Session> committing = new ArrayList<>();

  /** Sessions with messages that were not handled because a commit had to come first. */
  private List<Session> waiting = new ArrayList<>();

  /** Whether a message is being handled, and what something was offered on since. */
  private boolean handling;

  private final List<SendStream> offeredOn = new ArrayList<>();

  private final List<Session> offeredBy = new ArrayList<>();

  /** How much room is set aside for what was taken and is not appended yet. */
  private long promised;

  private int entries;
  private boolean entriesStored;

  /** How long a record with entries may be. */
  private long entriesMost;

  private int lastEffectAt = -1;
  private boolean effectsEver;

  private long incarnation;
  private long batch = 1;
  private long batchDone;
  private long tokenInFlight = -1;
  private boolean dirty;
  private boolean failed;
  private boolean starved;
  private long sinceCheckpoint;
  private long checkpointInFlight = -1;
  private final LongCheckpoint longer = new LongCheckpoint();
  private final LongTable table = new LongTable();

  /** How long the application's state was last: a checkpoint should not cost more than it saves. */
  private long stateBytes;

  /** The last checkpoint that is durable, and up to where the storage was trimmed. */
  private long checkpointAt = -1;

  private long trimmedTo;

  /** Whether the last commit had to leave chunks out. */
  private boolean spaceShort;

  /**
   * Records about sessions for which there was no room, in their order; they go before all others.
   * No more than one of a kind for each session: peers must not make them ever more.
   */
  private final Map<Owed, byte[]> owed = new LinkedHashMap<>();

  private record Owed(int session, byte type) {}

  /** Whether the storage had no room for something since the last try to commit. */
  private boolean refused;

  /** How much room something needs that was not taken because there is not so much. */
  private long lacking;

  /** Whether it has had room since {@link #look}, besides what is reserved. */
  private boolean hadRoom;

  /** Since when it has had none, as far as anybody has asked for some. */
  private long refusedSince = NEVER;

  private long retryAt = NEVER;
  private boolean full;

  /** When what was processed is committed even if there is no other reason. */
  private long lateAt = NEVER;

  Journal(Storage storage, LinkHandler handler, LinkOptions options) {
    this.storage = storage;
    this.handler = handler;
    checkpointBytes = options.checkpointBytes();
    roomToGoOn = options.packetBytes();
    patienceNanos = Nanos.of(options.storagePatience());
  }

  long incarnation() {
    return incarnation;
  }

  /** The batch that what is appended now will become durable with. */
  long batch() {
    return batch;
  }

  boolean durable(long batch) {
    return batch <= batchDone;
  }

  /** Reads what survived into the endpoint, and begins a new incarnation. */
  void recover(SessionContext context) {
    Recovery recovery = new Recovery(context.table, handler);
    storage.recover(recovery);
    long longest = LoggedStreams.describedBytes(context.options.streams());
    if (longest + CHECKPOINT_HEADER > storage.longestRecord()) {
      throw new IllegalArgumentException(
          "the storage takes records of %d bytes at most, too few for the %d bytes that a session with %d streams may need: use a larger bufferBytes, or fewer streams"
              .formatted(
                  storage.longestRecord(), longest + CHECKPOINT_HEADER, context.options.streams()));
    }
    effectsEver = recovery.effects();
    incarnation = recovery.incarnation() + 1;
    appendOrOwe(0, INCARNATION, record.clear().u8(INCARNATION).u64(incarnation));
  }

  // --- appending ---

  private long append(RecordWriter writer, boolean reserved) {
    if (writer.length() > storage.longestRecord()) {
      throw new IllegalStateException(
          "a record of %d bytes, longer than the storage's %d: record smaller effects, or give a smaller snapshot"
              .formatted(writer.length(), storage.longestRecord()));
    }
    return failed || !settle() ? -1 : store(writer.segment(), 0, writer.length(), reserved);
  }

  /** Appends a chunk, if there is room. */
  long append(MemorySegment segment, long at, int length, boolean reserved) {
    return failed || !settle() ? -1 : store(segment, at, length, reserved);
  }

  /** Whether something may be taken that will need so many bytes. */
  boolean hasRoom(long bytes) {
    boolean room = storage.hasRoom(bytes + promised);
    if (room) {
      hadRoom = true;
    } else {
      lacking = Math.max(lacking, bytes);
      refused = true;
    }
    return room;
  }

  /** Sets aside so much more room for what was taken, or so much less once it is appended. */
  void promise(long more) {
    promised += more;
  }

  private long store(MemorySegment segment, long at, int length, boolean reserved) {
    long position =
        reserved
            ? storage.appendReserved(segment, at, length)
            : storage.append(segment, at, length);
    refused |= position < 0;
    if (position >= 0) {
      hadRoom |= !reserved;
      dirty = true;
      sinceCheckpoint += length;
    }
    return position;
  }

  /** What comes later must not be durable without what is owed. */
  private boolean settle() {
    if (owed.isEmpty()) {
      return true;
    }
    for (var each = owed.values().iterator(); each.hasNext(); each.remove()) {
      byte[] bytes = each.next();
      if (store(MemorySegment.ofArray(bytes), 0, bytes.length, true) < 0) {
        return false;
      }
    }
    return true;
  }

  private void appendOrOwe(int session, byte type, RecordWriter writer) {
    if (append(writer, true) < 0 && !failed) {
      // A later record of a kind takes the place of the one before.
      owed.put(
          new Owed(session, type), writer.segment().asSlice(0, writer.length()).toArray(Wire.BYTE));
      dirty = true;
    }
  }

  /** Whether there is no room even for the records about sessions, so that none should begin. */
  boolean owes() {
    return !owed.isEmpty();
  }

  int read(long position, MemorySegment into, long at) {
    return storage.read(position, into, at);
  }

  void began(Session session) {
    record.clear().u8(SESSION);
    session.describe(record);
    appendOrOwe(session.number(), SESSION, record);
  }

  void connected(int session, long peerIncarnation) {
    appendOrOwe(session, CONNECTED, record.clear().u8(CONNECTED).u32(session).u64(peerIncarnation));
  }

  void ended(int session) {
    if (owed.remove(new Owed(session, SESSION)) != null) {
      // Nothing durable speaks of it, and nothing has to.
      owed.remove(new Owed(session, CONNECTED));
      owed.remove(new Owed(session, PARKED));
      return;
    }
    appendOrOwe(session, ENDED, record.clear().u8(ENDED).u32(session));
  }

  /** The session is over, and its undelivered messages are kept. */
  void parked(Session session, SessionEnd why) {
    appendOrOwe(
        session.number(),
        PARKED,
        record.clear().u8(PARKED).u32(session.number()).u8(EndCode.of(why)));
    touch(session);
  }

  /** An effect of the message that is being handled. */
  void effect(int session, int stream, long sequence, MemorySegment from, long offset, int length) {
    // A quarter of a record is for how far streams have been processed.
    long most = storage.longestRecord() - commitBytes() - storage.longestRecord() / 4;
    if (length > most) {
      throw new IllegalArgumentException(
          "an effect of %d bytes, expected %d at most: record a smaller one, or use a log with a larger bufferBytes"
              .formatted(length, most));
    }
    effects.reserve(EFFECT_HEADER + length);
    lastEffectAt = effects.length();
    effectsEver = true;
    effects.u32(session).u32(stream).u64(sequence).u32(length).bytes(from, offset, length);
  }

  /** This message was not taken after all. */
  void dropEffect(int session, int stream, long sequence) {
    if (lastEffectAt < 0) {
      return;
    }
    RecordReader last = new RecordReader(effects.segment(), lastEffectAt);
    if (last.u32() == session && last.u32() == stream && last.u64() == sequence) {
      effects.cut(lastEffectAt);
      lastEffectAt = -1;
    }
  }

  private long commitBytes() {
    return Math.min(COMMIT_BYTES, storage.longestRecord() / 4);
  }

  /** Whether no more messages may be handled until the next commit. */
  boolean crowded() {
    return starved || spaceShort || longer.running() || effects.length() >= commitBytes();
  }

  /** Messages of this session wait until it is not crowded any more. */
  void wait(Session session) {
    if (!session.waiting) {
      waiting.add(session);
      session.waiting = true;
    }
  }

  /** Lets sessions go on that had to wait for a commit; to be called after each try. */
  void letIn(long now, SessionContext context) {
    if (waiting.isEmpty() || crowded() || failed) {
      return;
    }
    List<Session> again = new ArrayList<>();
    List<Session> go = waiting;
    waiting = again;
    // All of them first: none may be in no list and count as waiting, if one fails.
    go.forEach(session -> session.waiting = false);
    for (Session session : go) {
      if (!session.ended()) {
        try {
          session.resume(now);
        } catch (OutOfMemoryError e) {
          context.outOfMemory(session);
        }
      }
    }
  }

  void beginHandling() {
    handling = true;
  }

  /** What was offered meanwhile is kept if the message was taken, and else never happened. */
  void endHandling(boolean taken) {
    handling = false;
    try {
      if (taken) {
        // All of them first: if one fails, what the others keep must not be taken back later.
        offeredOn.forEach(SendStream::unmark);
        offeredOn.forEach(SendStream::keep);
      } else {
        offeredOn.forEach(SendStream::takeBack);
        offeredBy.forEach(session -> session.logged().tookBack());
      }
    } catch (OutOfMemoryError e) {
      // Of what belongs to the message only a part is kept, or taken back.
      starve();
      throw e;
    } finally {
      offeredOn.clear();
      offeredBy.clear();
    }
  }

  /** Whether a message is being handled. */
  boolean handling() {
    return handling;
  }

  /** Something is about to be offered because of the message that is being handled. */
  void offering(Session by, SendStream on) {
    if (!on.marked()) {
      // In this order: what is marked is in the list, and what is in the list is marked.
      offeredBy.add(by);
      offeredOn.add(on);
      on.mark();
    }
  }

  // --- a storage without room ---

  /** Whether the storage has had no room for longer than anybody should wait. */
  boolean full() {
    return full;
  }

  /** Looks at how long the storage has had no room; to be called after each try to commit. */
  void look(long now) {
    boolean room = hadRoom;
    hadRoom = false;
    if (failed) {
      return;
    }
    if (lacking > 0 && storage.hasRoom(lacking + promised)) {
      lacking = 0;
      room = true;
    }
    refused |= lacking > 0;
    if (!refused && refusedSince != NEVER) {
      // That nobody has asked, or that the reserve was enough, does not mean that there is room.
      room |= storage.hasRoom(roomToGoOn + promised);
    }
    if (room) {
      refusedSince = NEVER;
    }
    if (room && full) {
      full = false;
      handler.onStorageRoom();
    }
    if (refused && refusedSince == NEVER) {
      refusedSince = now;
    }
    if (refusedSince == NEVER) {
      retryAt = NEVER;
      return;
    }
    // While a sync is in flight there is nothing to try; it wakes the endpoint when it is over.
    retryAt = syncing() ? NEVER : now + RETRY_NANOS;
    if (!full && now - refusedSince >= patienceNanos) {
      full = true;
      handler.onStorageFull();
    }
  }

  /** When to try again at the latest. */
  long deadline() {
    long tried = syncing() ? retryAt : Math.min(retryAt, lateAt);
    return full ? tried : Math.min(tried, refusedSince == NEVER ? NEVER : fullAt());
  }

  private long fullAt() {
    long at = refusedSince + patienceNanos;
    return at < refusedSince ? NEVER : at;
  }

  // --- committing ---

  /** This session has something to commit; once it has failed, nothing is committed any more. */
  void touch(Session session) {
    if (!session.touched && !failed) {
      touched.add(session);
      session.touched = true;
    }
  }

  /** Whether nothing waits for a commit or a sync. */
  boolean settled() {
    return idle() && owed.isEmpty() && !syncing() && !failed;
  }

  private boolean syncing() {
    return tokenInFlight >= 0;
  }

  /**
   * Begins the next batch's sync, unless one is in flight or there is nothing to do. Without memory
   * for it the journal has failed: nobody knows which of its records are there, and one more that
   * makes them count must never follow.
   *
   * @throws OutOfMemoryError after that
   */
  void commit(long now, SessionContext context) {
    try {
      tryCommit(now, context);
    } catch (OutOfMemoryError e) {
      starve();
      throw e;
    }
  }

  private void tryCommit(long now, SessionContext context) {
    if (refused) {
      trim(context);
    }
    if (syncing() || failed) {
      return;
    }
    refused = false;
    if (spaceShort && idle()) {
      // What was reserved has been used for answers, so more messages wait for other room.
      spaceShort = !hasRoom(roomToGoOn);
    }
    if (idle() && !longer.running() && !(needsRoom() && helps(context))) {
      return;
    }
    if (!settle()) {
      // What is late is tried again with what was refused, and not before.
      lateAt = context.rules.lateAfterRefusal(lateAt);
      return;
    }
    boolean whole = true;
    for (Session session : touched) {
      whole &= session.logged().flush();
    }
    spaceShort = refused;
    if (!whole && owesEffects()) {
      // Effects, answers and "processed" are durable together or not at all.
      lateAt = context.rules.lateAfterRefusal(lateAt);
      return;
    }
    if (longer.running()) {
      stream();
    }
    boolean finishes = longer.running() && longer.left() == 0;
    boolean due =
        finishes
            || sinceCheckpoint >= Math.max(checkpointBytes, stateBytes)
            || (needsRoom() && helps(context));
    due &= finishes || !longer.running();
    // An empty commit for each try would use up the last room there is.
    if (!due && !awaited() && !late(now, context.rules)) {
      return;
    }
    lateAt = NEVER;
    long position = due ? appendCheckpoint(context) : -1;
    boolean checkpoint = position >= 0;
    if (longer.running() && longer.left() > 0) {
      // What was committed so far is the state that it writes.
      stream();
    }
    if (!checkpoint) {
      position = appendCommit();
    }
    if (position < 0 && !due && helps(context)) {
      // A commit with effects needs room as a chunk does; a checkpoint takes its place.
      position = appendCheckpoint(context);
      checkpoint = position >= 0;
    }
    if (position < 0) {
      spaceShort = true;
      return;
    }
    if (checkpoint) {
      checkpointInFlight = longer.running() ? longer.beganAt() : position;
      if (table.running()) {
        checkpointInFlight = table.beganAt();
        table.over();
      }
      longer.over();
      sinceCheckpoint = 0;
    }
    effects.clear();
    lastEffectAt = -1;
    for (Session session : touched) {
      session.touched = false;
      session.logged().asked();
    }
    List<Session> empty = committing;
    committing = touched;
    touched = empty;
    dirty = false;
    batch++;
    tokenInFlight = storage.sync();
  }

  /** Whether there is nothing to commit. */
  private boolean idle() {
    return !dirty && touched.isEmpty();
  }

  private boolean needsRoom() {
    return spaceShort || lacking > 0;
  }

  private boolean owesEffects() {
    boolean any = effects.length() > 0;
    for (Session session : touched) {
      any |= session.logged().uncommitted();
    }
    return any;
  }

  /** Whether anything is to be committed that somebody waits for. */
  private boolean awaited() {
    boolean any = dirty || effects.length() >= commitBytes();
    for (Session session : touched) {
      any |= session.logged().awaitsCommit();
    }
    return any;
  }

  /**
   * Whether messages that were processed, which nobody waits for, have waited long enough for
   * something that could take them along. What is offered because of them comes a moment later, and
   * would have to wait for a whole sync if that of theirs were in flight.
   */
  private boolean late(long now, Rules rules) {
    if (!owesEffects()) {
      lateAt = rules.lateAfterRefusal(lateAt);
      return false;
    }
    if (lateAt == NEVER) {
      lateAt = now + PROCESSED_DELAY_NANOS;
    }
    return lateAt <= now;
  }

  private long appendCommit() {
    boolean stored = entries(storage.longestRecord() - effects.length());
    record.bytes(effects.segment(), 0, effects.length());
    return stored ? append(record, effects.length() == 0) : -1;
  }

  /**
   * Begins a commit with how far streams have been processed; what is too much goes ahead.
   *
   * @return whether there was room for what goes ahead
   */
  private boolean entries(long most) {
    entriesStored = true;
    entriesMost = most;
    beginEntries();
    for (Session session : touched) {
      session.logged().processed(this);
    }
    record.patch(1, entries);
    return entriesStored;
  }

  /**
   * Begins a checkpoint. Messages have been handled since parts of the table became durable, and
   * what they did is in the state: that they are processed must be in the same record.
   *
   * @return whether there was room for what goes ahead
   */
  private boolean beginCheckpoint() {
    if (!table.running()) {
      record.clear().u8(CHECKPOINT).u64(incarnation);
      return true;
    }
    if (!entries(storage.longestRecord() / 2 - CHECKPOINT_OF_TABLES_BYTES)) {
      return false;
    }
    marks.clear().u32(entries);
    marks.bytes(record.segment(), ENTRIES_AT, record.length() - ENTRIES_AT);
    record.clear().u8(CHECKPOINT_OF_TABLES).u64(table.beganAt()).u64(incarnation);
    return true;
  }

  private void beginEntries() {
    entries = 0;
    record.clear().u8(COMMIT).u32(0).u32(effects.length());
  }

  /** During {@link #entries}: so far has this stream been processed. */
  void entry(int session, int stream, long processed) {
    if (record.length() + ENTRY_BYTES > entriesMost) {
      // Holds once the commit is there. Without it, the next one says the same or more.
      record.asType(PROCESSED).patch(1, entries);
      // Effects are the commit's own.
      record.patch(EFFECT_BYTES_AT, 0);
      entriesStored &= append(record, effects.length() == 0) >= 0;
      beginEntries();
    }
    record.u32(session).u32(stream).u64(processed);
    entries++;
  }

  /**
   * Returns a negative number when there is no room, the application gives no snapshot, or its
   * state is not all written.
   */
  private long appendCheckpoint(SessionContext context) {
    if (longer.left() > 0) {
      // What comes before it would be forgotten, and with it the state.
      return -1;
    }
    if (longer.running()) {
      return beginCheckpoint() ? appendSessions(context, record.u32(STATE_IN_PARTS)) : -1;
    }
    MemorySegment state = handler.snapshot();
    if (state == null && effectsEver) {
      return -1;
    }
    stateBytes = state == null ? 0 : state.byteSize();
    if (!tableFits(context, Math.min(stateBytes, storage.longestRecord() / 2))) {
      return -1;
    }
    if (state != null && stateBytes > storage.longestRecord() / 2) {
      if (hasRoom(stateBytes + stateBytes / 8)) {
        longer.begin(state);
      }
      return -1;
    }
    int length = (int) stateBytes;
    if (!beginCheckpoint()) {
      return -1;
    }
    record.u32(length);
    if (state != null) {
      record.bytes(state, 0, length);
    }
    return appendSessions(context, record);
  }

  private long appendSessions(SessionContext context, RecordWriter to) {
    if (table.running()) {
      return append(to.u32(TABLE_IN_PARTS).bytes(marks.segment(), 0, marks.length()), true);
    }
    context.table.checkpoint(to);
    if (to.length() > storage.longestRecord()) {
      // Sessions have begun while a long state was written: the next try writes them in parts.
      longer.over();
      return -1;
    }
    return append(to, true);
  }

  /** Whether the sessions fit into the checkpoint's record, or have been written in parts. */
  private boolean tableFits(SessionContext context, long besides) {
    // A part that had to wait is made anew: sessions have begun meanwhile, before where it will
    // lie.
    if (!table.running() || table.beganAt() < 0) {
      context.table.checkpoint(record.clear());
      // Sessions may begin while a long state is written.
      long most = (storage.longestRecord() - CHECKPOINT_HEADER - besides) / 2;
      if (record.length() <= most) {
        table.over();
        return true;
      }
      if (!storage.hasRoom(record.length() + record.length() / 8)) {
        return false;
      }
      table.begin(context.table.lastNumber());
    }
    while (!table.complete()) {
      int upTo =
          context.table.table(record.clear().u8(TABLE), table.next(), storage.longestRecord());
      long position = append(record, false);
      if (position < 0) {
        return false;
      }
      table.stored(position, upTo);
    }
    return true;
  }

  /** Writes parts of a long state, as many as the storage takes now. */
  private void stream() {
    while (longer.left() > 0) {
      longer.part(record, storage.longestRecord());
      long position = append(record, false);
      if (position < 0) {
        if (!storage.hasRoom(longer.left())) {
          // Others have used up the room meanwhile; messages must not wait for it.
          longer.over();
          sinceCheckpoint = 0;
        }
        return;
      }
      longer.stored(position, record.length());
    }
  }

  /** Whether a checkpoint now would let the storage forget more than the last one does. */
  private boolean helps(SessionContext context) {
    return sinceCheckpoint > 0
        && context.table.oldestPosition() > Math.max(checkpointAt, trimmedTo);
  }

  /** Lets the storage forget what neither the last checkpoint nor any outbox needs. */
  private void trim(SessionContext context) {
    long to = Math.min(checkpointAt, context.table.oldestPosition());
    if (to > trimmedTo) {
      trimmedTo = to;
      storage.trim(to);
    }
  }

  /** Returns whether a batch has become durable. */
  boolean synced(long now, long token, SessionContext context) {
    if (!syncing() || token < tokenInFlight) {
      return false;
    }
    tokenInFlight = -1;
    batchDone = batch - 1;
    for (Session session : committing) {
      try {
        session.logged().synced(now);
      } catch (OutOfMemoryError e) {
        context.outOfMemory(session);
      }
    }
    committing.clear();
    // Some have come meanwhile that wait for this very batch before they greet their peers.
    for (int i = 0; i < touched.size(); i++) {
      // By number, since ends and what applications do then may add some.
      Session session = touched.get(i);
      try {
        session.connection().busy();
      } catch (OutOfMemoryError e) {
        context.outOfMemory(session);
      }
    }
    if (checkpointInFlight >= 0) {
      checkpointAt = checkpointInFlight;
      checkpointInFlight = -1;
      trim(context);
    }
    return true;
  }

  void fail() {
    failed = true;
    tokenInFlight = -1;
    lateAt = NEVER;
    retryAt = NEVER;
    refusedSince = NEVER;
  }

  boolean failed() {
    return failed;
  }

  private void starve() {
    fail();
    starved = true;
  }

  /** Whether it has failed for want of memory. */
  boolean starved() {
    return starved;
  }
}
