package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  static final byte CHECKPOINT = 3;
  static final byte CHUNK = 4;
  static final byte SESSION = 5;
  static final byte CONNECTED = 6;
  static final byte ENDED = 7;

  /** So many bytes of effects make a commit; more messages wait for the next one. */
  private static final int COMMIT_BYTES = 1 << 20;

  private final Storage storage;
  private final LinkHandler handler;
  private final long checkpointBytes;
  private final RecordWriter record = new RecordWriter();
  private final RecordWriter effects = new RecordWriter();
  private List<Session> touched = new ArrayList<>();
  private List<Session> committing = new ArrayList<>();
  private int entries;
  private int lastEffectAt = -1;
  private boolean effectsEver;

  private long incarnation;
  private long batch = 1;
  private long batchDone;
  private long tokenInFlight = -1;
  private boolean dirty;
  private boolean failed;
  private long sinceCheckpoint;
  private long checkpointInFlight = -1;

  Journal(Storage storage, LinkHandler handler, long checkpointBytes) {
    this.storage = storage;
    this.handler = handler;
    this.checkpointBytes = checkpointBytes;
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
  void recover(Endpoint endpoint) {
    Recovery recovery = new Recovery(endpoint, handler);
    storage.recover(recovery);
    effectsEver = recovery.effects();
    incarnation = recovery.incarnation() + 1;
    append(record.clear().u8(INCARNATION).u64(incarnation));
  }

  // --- appending ---

  private long append(RecordWriter writer) {
    if (writer.length() > storage.longestRecord()) {
      throw new IllegalStateException(
          "a record of %d bytes, longer than the storage's %d: record smaller effects, or give a smaller snapshot"
              .formatted(writer.length(), storage.longestRecord()));
    }
    return append(writer.segment(), 0, writer.length());
  }

  long append(MemorySegment segment, long at, int length) {
    if (failed) {
      return -1;
    }
    long position = storage.append(segment, at, length);
    if (position >= 0) {
      dirty = true;
      sinceCheckpoint += length;
    }
    return position;
  }

  int read(long position, MemorySegment into, long at) {
    return storage.read(position, into, at);
  }

  /** Returns whether there was room for it. */
  boolean began(Session session) {
    record.clear().u8(SESSION);
    session.describe(record);
    return append(record) >= 0;
  }

  boolean connected(int session, long peerIncarnation) {
    return append(record.clear().u8(CONNECTED).u32(session).u64(peerIncarnation)) >= 0;
  }

  boolean ended(int session) {
    return append(record.clear().u8(ENDED).u32(session)) >= 0;
  }

  /** An effect of the message that is being handled. */
  void effect(int session, int stream, long sequence, MemorySegment from, long offset, int length) {
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

  /** Whether no more messages may be handled until the next commit. */
  boolean full() {
    return effects.length() >= COMMIT_BYTES;
  }

  // --- committing ---

  /** This session has something to commit. */
  void touch(Session session) {
    if (!session.touched) {
      session.touched = true;
      touched.add(session);
    }
  }

  boolean syncing() {
    return tokenInFlight >= 0;
  }

  /** Begins the next batch's sync, unless one is in flight or there is nothing to do. */
  void commit(Endpoint endpoint) {
    if (syncing() || failed || (!dirty && touched.isEmpty())) {
      return;
    }
    for (Session session : touched) {
      session.flush();
    }
    boolean checkpoint = sinceCheckpoint >= checkpointBytes;
    MemorySegment state = checkpoint ? handler.snapshot() : null;
    checkpoint &= state != null || !effectsEver;
    long position = checkpoint ? appendCheckpoint(endpoint, state) : appendCommit();
    if (position < 0) {
      return;
    }
    if (checkpoint) {
      checkpointInFlight = position;
      sinceCheckpoint = 0;
    }
    effects.clear();
    lastEffectAt = -1;
    for (Session session : touched) {
      session.touched = false;
      session.asked();
    }
    List<Session> empty = committing;
    committing = touched;
    touched = empty;
    dirty = false;
    batch++;
    tokenInFlight = storage.sync();
  }

  private long appendCommit() {
    entries = 0;
    record.clear().u8(COMMIT).u32(0).u32(effects.length());
    for (Session session : touched) {
      session.processed(this);
    }
    record.patch(1, entries);
    record.bytes(effects.segment(), 0, effects.length());
    return append(record);
  }

  /** During {@link #appendCommit}: so far has this stream been processed. */
  void entry(int session, int stream, long processed) {
    record.u32(session).u32(stream).u64(processed);
    entries++;
  }

  private long appendCheckpoint(Endpoint endpoint, @Nullable MemorySegment state) {
    int length = state == null ? 0 : (int) state.byteSize();
    record.clear().u8(CHECKPOINT).u64(incarnation).u32(length);
    if (state != null) {
      record.bytes(state, 0, length);
    }
    endpoint.checkpoint(record);
    return append(record);
  }

  /** Returns whether a batch has become durable. */
  boolean synced(long now, long token, Endpoint endpoint) {
    if (!syncing() || token < tokenInFlight) {
      return false;
    }
    tokenInFlight = -1;
    batchDone = batch - 1;
    for (Session session : committing) {
      session.synced(now);
    }
    committing.clear();
    if (checkpointInFlight >= 0) {
      storage.trim(Math.min(checkpointInFlight, endpoint.oldestPosition()));
      checkpointInFlight = -1;
    }
    return true;
  }

  void fail() {
    failed = true;
    tokenInFlight = -1;
  }

  boolean failed() {
    return failed;
  }
}
