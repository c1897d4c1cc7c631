package dev.faultline.link.journal;

import java.util.List;

/**
 * The record that ends a batch: how far streams have been processed, and the effects of that. How
 * far streams have been processed goes into records before it where that is too much.
 */
public final class CommitRecord {
  /** Where a commit says how long its effects are: behind its type and the number of entries. */
  private static final int EFFECT_BYTES_AT = 1 + Integer.BYTES;

  /** Bytes of a session's number, a stream, and how far that is. */
  private static final int ENTRY_BYTES = 16;

  /** Where the entries of a commit begin. */
  private static final int ENTRIES_AT = EFFECT_BYTES_AT + Integer.BYTES;

  private final RecordAppender appender;
  private final Effects effects;
  private final RecordWriter record;
  private int entries;
  private boolean stored;

  /** How long a record with entries may be. */
  private long most;

  CommitRecord(RecordAppender appender, Effects effects) {
    this.appender = appender;
    this.effects = effects;
    record = appender.record();
  }

  /** Appends a commit of these sessions. Returns a negative number when there is no room. */
  long append(List<Participant> of) {
    boolean whole = entries(of, appender.longestRecord() - effects.length());
    effects.writeTo(record);
    return whole ? appender.append(record, effects.isEmpty()) : -1;
  }

  /**
   * Begins a record with how far streams have been processed; what is too much goes ahead.
   *
   * @return whether there was room for what goes ahead
   */
  boolean entries(List<Participant> of, long mostBytes) {
    stored = true;
    most = mostBytes;
    begin();
    for (Participant session : of) {
      session.processed(this);
    }
    record.patch(1, entries);
    return stored;
  }

  private void begin() {
    entries = 0;
    record.clear().u8(Journal.COMMIT).u32(0).u32(effects.length());
  }

  /** During {@link #entries}: so far has this stream been processed. */
  public void entry(int session, int stream, long processed) {
    if (record.length() + ENTRY_BYTES > most) {
      // Holds once the commit is there. Without it, the next one says the same or more.
      record.asType(Journal.PROCESSED).patch(1, entries);
      // Effects are the commit's own.
      record.patch(EFFECT_BYTES_AT, 0);
      stored &= appender.append(record, effects.isEmpty()) >= 0;
      begin();
    }
    record.u32(session).u32(stream).u64(processed);
    entries++;
  }

  /** Writes the entries that were begun last as a checkpoint has them. */
  void writeEntries(RecordWriter to) {
    to.clear().u32(entries);
    to.bytes(record.segment(), ENTRIES_AT, record.length() - ENTRIES_AT);
  }
}
