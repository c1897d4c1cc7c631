package dev.faultline.link.journal;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Nanos;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What an endpoint makes durable: its incarnation, its sessions, the chunks of logged streams, and
 * how far messages have been processed. Records are collected while the last sync is in flight, and
 * the next one covers them all (group commit). A batch ends with a commit record: chunks without
 * one behind them never happened, so that what an application did with a message, what it sent
 * because of it, and that the message is processed, become durable together or not at all.
 *
 * <p>This is its face, and writes the records about sessions; {@link GroupCommit} says when a batch
 * ends, {@link CommitRecord} and {@link Checkpoints} with what.
 */
public final class Journal {
  public static final byte INCARNATION = 1;
  public static final byte COMMIT = 2;

  /** As they were before sessions had owners; they cannot be read any more. */
  static final byte OLD_CHECKPOINT = 3;

  static final byte OLD_SESSION = 5;

  static final byte CHUNK = ChunkRecord.TYPE;
  static final byte CONNECTED = 6;
  public static final byte ENDED = 7;
  static final byte PARKED = 8;
  static final byte STATE = LongCheckpoint.TYPE;
  static final byte CHECKPOINT = 10;
  public static final byte SESSION = 11;

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

  /** Instead of the length of a state that lies in records of its own. */
  static final int STATE_IN_PARTS = -1;

  private final Storage storage;
  private final LinkHandler handler;
  private final StorageRoom room;
  private final RecordAppender appender;
  private final Effects effects;
  private final Checkpoints checkpoints;
  private final GroupCommit commits;
  private final Handling handling = new Handling();

  /** Sessions with messages that were not handled because a commit had to come first. */
  private List<Participant> waiting = new ArrayList<>();

  private long incarnation;
  private boolean starved;

  public Journal(Storage storage, LinkHandler handler, LinkOptions options, Rules rules) {
    this.storage = storage;
    this.handler = handler;
    long patienceNanos = Nanos.of(options.storagePatience());
    room = new StorageRoom(storage, handler, options.packetBytes(), patienceNanos);
    appender = new RecordAppender(storage, room);
    effects = new Effects(storage);
    CommitRecord record = new CommitRecord(appender, effects);
    long interval = options.checkpointBytes();
    checkpoints = new Checkpoints(storage, handler, appender, room, effects, record, interval);
    commits = new GroupCommit(storage, appender, room, effects, record, checkpoints, rules);
  }

  /** Reads what survived into the endpoint, and begins a new incarnation. */
  public void recover(Participants sessions, int streams) {
    Recovery recovery = new Recovery(sessions, handler);
    storage.recover(recovery);
    long longest = sessions.longestDescription() + Checkpoints.HEADER;
    if (longest > storage.longestRecord()) {
      throw new IllegalArgumentException(
          "the storage takes records of %d bytes at most, too few for the %d bytes that a session with %d streams may need: use a larger bufferBytes, or fewer streams"
              .formatted(storage.longestRecord(), longest, streams));
    }
    effects.recovered(recovery.effects());
    incarnation = recovery.incarnation() + 1;
    checkpoints.incarnation(incarnation);
    appender.appendOrOwe(0, INCARNATION, record(INCARNATION).u64(incarnation));
  }

  public long incarnation() {
    return incarnation;
  }

  // --- appending ---

  private RecordWriter record(byte type) {
    return appender.record().clear().u8(type);
  }

  /** Appends a chunk, if there is room. */
  public long append(MemorySegment segment, long at, int length, boolean reserved) {
    return appender.append(segment, at, length, reserved);
  }

  public int read(long position, MemorySegment into, long at) {
    return appender.read(position, into, at);
  }

  /** Whether something may be taken that will need so many bytes. */
  public boolean hasRoom(long bytes) {
    return room.has(bytes);
  }

  /** Sets aside so much more room for what was taken, or so much less once it is appended. */
  public void promise(long more) {
    room.promise(more);
  }

  /** Whether the storage has had no room for longer than senders should wait. */
  public boolean full() {
    return room.full();
  }

  // --- sessions ---

  /** Whether there is no room even for the records about sessions, so that none should begin. */
  public boolean owes() {
    return appender.owes();
  }

  public void began(Participant session) {
    RecordWriter record = record(SESSION);
    session.writeSession(record);
    appender.appendOrOwe(session.number(), SESSION, record);
  }

  public void connected(int session, long peerIncarnation) {
    RecordWriter record = record(CONNECTED).u32(session).u64(peerIncarnation);
    appender.appendOrOwe(session, CONNECTED, record);
  }

  public void ended(int session) {
    if (appender.forgive(session, SESSION)) {
      // Nothing durable speaks of it, and nothing has to.
      appender.forgive(session, CONNECTED);
      appender.forgive(session, PARKED);
      return;
    }
    appender.appendOrOwe(session, ENDED, record(ENDED).u32(session));
  }

  /** The session is over, and its undelivered messages are kept. */
  public void parked(Participant session, SessionEnd why) {
    int number = session.number();
    appender.appendOrOwe(number, PARKED, record(PARKED).u32(number).u8(EndCode.of(why)));
    touch(session);
  }

  // --- messages that are handled ---

  /** An effect of the message that is being handled. */
  public void effect(
      int session, int stream, long sequence, MemorySegment from, long offset, int length) {
    effects.add(session, stream, sequence, from, offset, length);
  }

  /** This message was not taken after all. */
  public void dropEffect(int session, int stream, long sequence) {
    effects.drop(session, stream, sequence);
  }

  public void beginHandling() {
    handling.begin();
  }

  /** What was offered meanwhile is kept if the message was taken, and else never happened. */
  public void endHandling(boolean taken) {
    try {
      handling.end(taken);
    } catch (OutOfMemoryError e) {
      starve();
      throw e;
    }
  }

  /** Whether a message is being handled. */
  public boolean handling() {
    return handling.handling();
  }

  /** Something is about to be offered because of the message that is being handled. */
  public void offering(Participant by, Revocable on) {
    handling.offering(by, on);
  }

  /** Whether no more messages may be handled until the next commit. */
  public boolean crowded() {
    return starved || commits.spaceShort() || checkpoints.running() || effects.enough();
  }

  /** Messages of this session wait until it is not crowded any more. */
  public void wait(Participant session) {
    if (!session.waiting) {
      waiting.add(session);
      session.waiting = true;
    }
  }

  /** Lets sessions go on that had to wait for a commit; to be called after each try. */
  public void letIn(long now) {
    if (waiting.isEmpty() || crowded() || failed()) {
      return;
    }
    List<Participant> again = new ArrayList<>();
    List<Participant> go = waiting;
    waiting = again;
    // All of them first: none may be in no list and count as waiting, if one fails.
    go.forEach(session -> session.waiting = false);
    for (Participant session : go) {
      if (!session.ended()) {
        try {
          session.resume(now);
        } catch (OutOfMemoryError e) {
          session.outOfMemory();
        }
      }
    }
  }

  // --- committing ---

  /** The batch that what is appended now will become durable with. */
  public long batch() {
    return commits.batch();
  }

  public boolean durable(long batch) {
    return commits.durable(batch);
  }

  /** This session has something to commit; once it has failed, nothing is committed any more. */
  public void touch(Participant session) {
    commits.touch(session);
  }

  /** Whether nothing waits for a commit or a sync. */
  public boolean settled() {
    return commits.idle() && !owes() && !commits.syncing() && !failed();
  }

  /**
   * Begins the next batch's sync, unless one is in flight or there is nothing to do. Without memory
   * for it the journal has failed: nobody knows which of its records are there, and one more that
   * makes them count must never follow.
   *
   * @throws OutOfMemoryError after that
   */
  public void commit(long now, Participants sessions) {
    try {
      commits.commit(now, sessions);
    } catch (OutOfMemoryError e) {
      starve();
      throw e;
    }
  }

  /** Looks at how long the storage has had no room; to be called after each try to commit. */
  public void look(long now) {
    if (!failed()) {
      room.look(now, commits.syncing());
    }
  }

  /** When to try again at the latest. */
  public long deadline() {
    return Math.min(room.deadline(), commits.deadline());
  }

  /** Returns whether a batch has become durable. */
  public boolean synced(long now, long token, Participants sessions) {
    return commits.synced(now, token, sessions);
  }

  // --- the end ---

  public void fail() {
    appender.fail();
    commits.fail();
    room.fail();
  }

  public boolean failed() {
    return appender.failed();
  }

  private void starve() {
    fail();
    starved = true;
  }

  /** Whether it has failed for want of memory. */
  public boolean starved() {
    return starved;
  }
}
