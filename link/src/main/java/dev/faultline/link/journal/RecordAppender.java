package dev.faultline.link.journal;

import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Appends records to a storage until the storage fails. Records about sessions for which there is
 * no room are owed: they are appended before all others once there is room.
 */
public final class RecordAppender {
  private record Owed(int session, byte type) {}

  private final Storage storage;
  private final StorageRoom room;

  /** What is being written, in memory that is used again for each record. */
  private final RecordWriter record = new RecordWriter();

  /**
   * Records about sessions for which there was no room, in their order. No more than one of a kind
   * for each session: peers must not make them ever more.
   */
  private final Map<Owed, byte[]> owed = new LinkedHashMap<>();

  private boolean dirty;
  private boolean failed;
  private long sinceCheckpoint;

  public RecordAppender(Storage storage, StorageRoom room) {
    this.storage = storage;
    this.room = room;
  }

  /** The memory that records are written in, one after the other. */
  public RecordWriter record() {
    return record;
  }

  public long longestRecord() {
    return storage.longestRecord();
  }

  /**
   * Appends a record.
   *
   * @param reserved whether it may use room that is kept for what takes no more messages in
   * @return where it lies; negative when there is no room for it
   */
  public long append(RecordWriter writer, boolean reserved) {
    if (writer.length() > storage.longestRecord()) {
      throw new IllegalStateException(
          "a record of %d bytes, longer than the storage's %d: record smaller effects, or give a smaller snapshot"
              .formatted(writer.length(), storage.longestRecord()));
    }
    return append(writer.segment(), 0, writer.length(), reserved);
  }

  /** Appends bytes, as {@link #append(RecordWriter, boolean)} does. */
  public long append(MemorySegment segment, long at, int length, boolean reserved) {
    return failed || !settle() ? -1 : store(segment, at, length, reserved);
  }

  private long store(MemorySegment segment, long at, int length, boolean reserved) {
    long position =
        reserved
            ? storage.appendReserved(segment, at, length)
            : storage.append(segment, at, length);
    if (position < 0) {
      room.refuse();
      return position;
    }
    if (!reserved) {
      room.had();
    }
    dirty = true;
    sinceCheckpoint += length;
    return position;
  }

  public int read(long position, MemorySegment into, long at) {
    return storage.read(position, into, at);
  }

  // --- what is owed ---

  /** Appends what is owed: what comes later must not be durable without it. */
  public boolean settle() {
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

  /** Appends a record about a session, now or before the next one that there is room for. */
  public void appendOrOwe(int session, byte type, RecordWriter writer) {
    if (append(writer, true) < 0 && !failed) {
      // A later record of a kind takes the place of the one before.
      owed.put(
          new Owed(session, type), writer.segment().asSlice(0, writer.length()).toArray(Wire.BYTE));
      dirty = true;
    }
  }

  /** This record is not owed any more. Returns whether it was. */
  public boolean forgive(int session, byte type) {
    return owed.remove(new Owed(session, type)) != null;
  }

  /** Whether there is no room even for the records about sessions, so that none should begin. */
  public boolean owes() {
    return !owed.isEmpty();
  }

  // --- since the last commit, and the last checkpoint ---

  /** Whether something is to be committed. */
  public boolean dirty() {
    return dirty;
  }

  /** What was appended so far is committed. */
  public void committed() {
    dirty = false;
  }

  /** How many bytes were appended since the last checkpoint. */
  public long sinceCheckpoint() {
    return sinceCheckpoint;
  }

  public void checkpointed() {
    sinceCheckpoint = 0;
  }

  // --- the end ---

  /** Nothing is appended any more. */
  public void fail() {
    failed = true;
  }

  public boolean failed() {
    return failed;
  }
}
