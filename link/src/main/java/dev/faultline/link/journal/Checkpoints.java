package dev.faultline.link.journal;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Checkpoints: the application's state and all sessions, so that the storage may forget what lies
 * before. What is too long for a record is written in parts, before the checkpoint's own.
 */
public final class Checkpoints {
  /** Bytes of a checkpoint before the state. */
  static final int HEADER = 13;

  /** Bytes of a checkpoint of tables besides the state and the entries. */
  private static final int OF_TABLES_BYTES = 29;

  private final Storage storage;
  private final LinkHandler handler;
  private final RecordAppender appender;
  private final StorageRoom room;
  private final Effects effects;
  private final CommitRecord commit;
  private final long intervalBytes;
  private final RecordWriter record;

  /** How far streams have been processed, as a checkpoint of tables says it. */
  private final RecordWriter marks = new RecordWriter();

  private final LongCheckpoint longer = new LongCheckpoint();
  private final LongTable table = new LongTable();
  private long incarnation;

  /** How long the application's state was last: a checkpoint should not cost more than it saves. */
  private long stateBytes;

  private long inFlight = -1;

  /** The last checkpoint that is durable, and up to where the storage was trimmed. */
  private long durableAt = -1;

  private long trimmedTo;

  /**
   * @param intervalBytes after so many bytes another one is due
   */
  Checkpoints(
      Storage storage,
      LinkHandler handler,
      RecordAppender appender,
      StorageRoom room,
      Effects effects,
      CommitRecord commit,
      long intervalBytes) {
    this.storage = storage;
    this.handler = handler;
    this.appender = appender;
    this.room = room;
    this.effects = effects;
    this.commit = commit;
    this.intervalBytes = intervalBytes;
    record = appender.record();
  }

  /** A new incarnation has begun. */
  void incarnation(long number) {
    incarnation = number;
  }

  // --- when ---

  /** Whether a long state is being written, which has to stay what it is. */
  boolean running() {
    return longer.running();
  }

  /** Whether all parts of a long state are written, and nothing but the checkpoint is missing. */
  boolean finishes() {
    return longer.running() && longer.left() == 0;
  }

  /** Whether so much was appended since the last one that another one is worth it. */
  boolean due() {
    return appender.sinceCheckpoint() >= Math.max(intervalBytes, stateBytes);
  }

  /** Whether a checkpoint now would let the storage forget more than the last one does. */
  boolean helps(Participants sessions) {
    return appender.sinceCheckpoint() > 0
        && sessions.oldestPosition() > Math.max(durableAt, trimmedTo);
  }

  // --- writing one ---

  /**
   * Returns a negative number when there is no room, the application gives no snapshot, or its
   * state is not all written.
   */
  long append(Participants sessions, List<Participant> touched) {
    if (longer.left() > 0) {
      // What comes before it would be forgotten, and with it the state.
      return -1;
    }
    if (longer.running()) {
      return begin(touched) ? finish(sessions, record.u32(Journal.STATE_IN_PARTS)) : -1;
    }
    MemorySegment state = handler.snapshot();
    if (state == null && effects.ever()) {
      return -1;
    }
    stateBytes = state == null ? 0 : state.byteSize();
    if (!tableFits(sessions, Math.min(stateBytes, storage.longestRecord() / 2))) {
      return -1;
    }
    if (state != null && stateBytes > storage.longestRecord() / 2) {
      if (room.has(stateBytes + stateBytes / 8)) {
        longer.begin(state);
      }
      return -1;
    }
    int length = (int) stateBytes;
    if (!begin(touched)) {
      return -1;
    }
    record.u32(length);
    if (state != null) {
      record.bytes(state, 0, length);
    }
    return finish(sessions, record);
  }

  /**
   * Begins a checkpoint. Messages have been handled since parts of the table became durable, and
   * what they did is in the state: that they are processed must be in the same record.
   *
   * @return whether there was room for what goes ahead
   */
  private boolean begin(List<Participant> touched) {
    if (!table.running()) {
      record.clear().u8(Journal.CHECKPOINT).u64(incarnation);
      return true;
    }
    if (!commit.entries(touched, storage.longestRecord() / 2 - OF_TABLES_BYTES)) {
      return false;
    }
    commit.writeEntries(marks);
    record.clear().u8(Journal.CHECKPOINT_OF_TABLES).u64(table.beganAt()).u64(incarnation);
    return true;
  }

  private long finish(Participants sessions, RecordWriter to) {
    if (table.running()) {
      to.u32(Journal.TABLE_IN_PARTS).bytes(marks.segment(), 0, marks.length());
      return appender.append(to, true);
    }
    sessions.checkpoint(to);
    if (to.length() > storage.longestRecord()) {
      // Sessions have begun while a long state was written: the next try writes them in parts.
      longer.over();
      return -1;
    }
    return appender.append(to, true);
  }

  /** Whether the sessions fit into the checkpoint's record, or have been written in parts. */
  private boolean tableFits(Participants sessions, long besides) {
    // A part that had to wait is made anew: sessions have begun meanwhile, before where it will
    // lie.
    if (!table.running() || table.beganAt() < 0) {
      sessions.checkpoint(record.clear());
      // Sessions may begin while a long state is written.
      long most = (storage.longestRecord() - HEADER - besides) / 2;
      if (record.length() <= most) {
        table.over();
        return true;
      }
      if (!storage.hasRoom(record.length() + record.length() / 8)) {
        return false;
      }
      table.begin(sessions.lastNumber());
    }
    while (!table.complete()) {
      int upTo =
          sessions.table(record.clear().u8(Journal.TABLE), table.next(), storage.longestRecord());
      long position = appender.append(record, false);
      if (position < 0) {
        return false;
      }
      table.stored(position, upTo);
    }
    return true;
  }

  /** Writes parts of a long state, as many as the storage takes now. */
  void stream() {
    while (longer.left() > 0) {
      longer.part(record, storage.longestRecord());
      long position = appender.append(record, false);
      if (position < 0) {
        if (!storage.hasRoom(longer.left())) {
          // Others have used up the room meanwhile; messages must not wait for it.
          longer.over();
          appender.checkpointed();
        }
        return;
      }
      longer.stored(position, record.length());
    }
  }

  // --- when it is written ---

  /** One was appended here, and is in the batch that is synced next. */
  void appended(long position) {
    inFlight = longer.running() ? longer.beganAt() : position;
    if (table.running()) {
      inFlight = table.beganAt();
      table.over();
    }
    longer.over();
    appender.checkpointed();
  }

  /** What was appended is durable. */
  void synced(Participants sessions) {
    if (inFlight >= 0) {
      durableAt = inFlight;
      inFlight = -1;
      trim(sessions);
    }
  }

  /** Lets the storage forget what neither the last checkpoint nor any outbox needs. */
  void trim(Participants sessions) {
    long to = Math.min(durableAt, sessions.oldestPosition());
    if (to > trimmedTo) {
      trimmedTo = to;
      storage.trim(to);
    }
  }
}
