package dev.faultline.link.journal;

import dev.faultline.link.rules.Rules;
import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.Nanos;
import java.util.ArrayList;
import java.util.List;

/**
 * When a batch of records is committed and synced. Records are collected while the last sync is in
 * flight, and the next one covers them all.
 */
public final class GroupCommit {
  /** How long messages that were processed wait for a commit that is made for another reason. */
  private static final long PROCESSED_DELAY_NANOS = 500_000;

  private static final long NEVER = Nanos.NEVER;

  private final Storage storage;
  private final RecordAppender appender;
  private final StorageRoom room;
  private final Effects effects;
  private final CommitRecord record;
  private final Checkpoints checkpoints;
  private final Rules rules;

  /** Sessions that have something to commit, and those of the batch that is being synced. */
  private List<Participant> touched = new ArrayList<>();

  private List<Participant> committing = new ArrayList<>();
  private long batch = 1;
  private long batchDone;
  private long tokenInFlight = -1;

  /** Whether the last commit had to leave chunks out. */
  private boolean spaceShort;

  /** When what was processed is committed even if there is no other reason. */
  private long lateAt = NEVER;

  GroupCommit(
      Storage storage,
      RecordAppender appender,
      StorageRoom room,
      Effects effects,
      CommitRecord record,
      Checkpoints checkpoints,
      Rules rules) {
    this.storage = storage;
    this.appender = appender;
    this.room = room;
    this.effects = effects;
    this.record = record;
    this.checkpoints = checkpoints;
    this.rules = rules;
  }

  /** The batch that what is appended now will become durable with. */
  long batch() {
    return batch;
  }

  boolean durable(long of) {
    return of <= batchDone;
  }

  /** Whether the last commit had to leave chunks out. */
  boolean spaceShort() {
    return spaceShort;
  }

  boolean syncing() {
    return tokenInFlight >= 0;
  }

  /** When what was processed is committed even if there is no other reason. */
  long deadline() {
    return syncing() ? NEVER : lateAt;
  }

  /** This session has something to commit; once it has failed, nothing is committed any more. */
  void touch(Participant session) {
    if (!session.touched && !appender.failed()) {
      touched.add(session);
      session.touched = true;
    }
  }

  /** Whether there is nothing to commit. */
  boolean idle() {
    return !appender.dirty() && touched.isEmpty();
  }

  /** Begins the next batch's sync, unless one is in flight or there is nothing to do. */
  void commit(long now, Participants sessions) {
    if (room.refused()) {
      checkpoints.trim(sessions);
    }
    if (syncing() || appender.failed()) {
      return;
    }
    room.tryAgain();
    if (spaceShort && idle()) {
      // What was reserved has been used for answers, so more messages wait for other room.
      spaceShort = !room.hasToGoOn();
    }
    if (idle() && !checkpoints.running() && !(needsRoom() && checkpoints.helps(sessions))) {
      return;
    }
    if (!appender.settle()) {
      // What is late is tried again with what was refused, and not before.
      lateAt = rules.lateAfterRefusal(lateAt);
      return;
    }
    boolean whole = true;
    for (Participant session : touched) {
      whole &= session.flush();
    }
    spaceShort = room.refused();
    if (!whole && owesEffects()) {
      // Effects, answers and "processed" are durable together or not at all.
      lateAt = rules.lateAfterRefusal(lateAt);
      return;
    }
    if (checkpoints.running()) {
      checkpoints.stream();
    }
    boolean finishes = checkpoints.finishes();
    boolean due = finishes || checkpoints.due() || (needsRoom() && checkpoints.helps(sessions));
    due &= finishes || !checkpoints.running();
    // An empty commit for each try would use up the last room there is.
    if (!due && !awaited() && !late(now)) {
      return;
    }
    lateAt = NEVER;
    if (append(due, sessions)) {
      sync();
    } else {
      spaceShort = true;
    }
  }

  /** Appends what ends the batch. Returns false when there is no room for that. */
  private boolean append(boolean due, Participants sessions) {
    long position = due ? checkpoints.append(sessions, touched) : -1;
    boolean checkpoint = position >= 0;
    // What was committed so far is the state that it writes.
    checkpoints.stream();
    if (!checkpoint) {
      position = record.append(touched);
    }
    if (position < 0 && !due && checkpoints.helps(sessions)) {
      // A commit with effects needs room as a chunk does; a checkpoint takes its place.
      position = checkpoints.append(sessions, touched);
      checkpoint = position >= 0;
    }
    if (checkpoint) {
      checkpoints.appended(position);
    }
    return position >= 0;
  }

  private void sync() {
    effects.clear();
    for (Participant session : touched) {
      session.touched = false;
      session.asked();
    }
    List<Participant> empty = committing;
    committing = touched;
    touched = empty;
    appender.committed();
    batch++;
    tokenInFlight = storage.sync();
  }

  private boolean needsRoom() {
    return spaceShort || room.lacking();
  }

  private boolean owesEffects() {
    boolean any = !effects.isEmpty();
    for (Participant session : touched) {
      any |= session.uncommitted();
    }
    return any;
  }

  /** Whether anything is to be committed that somebody waits for. */
  private boolean awaited() {
    boolean any = appender.dirty() || effects.enough();
    for (Participant session : touched) {
      any |= session.awaitsCommit();
    }
    return any;
  }

  /**
   * Whether messages that were processed, which nobody waits for, have waited long enough for
   * something that could take them along. What is offered because of them comes a moment later, and
   * would have to wait for a whole sync if that of theirs were in flight.
   */
  private boolean late(long now) {
    if (!owesEffects()) {
      lateAt = rules.lateAfterRefusal(lateAt);
      return false;
    }
    if (lateAt == NEVER) {
      lateAt = now + PROCESSED_DELAY_NANOS;
    }
    return lateAt <= now;
  }

  /** Returns whether a batch has become durable. */
  boolean synced(long now, long token, Participants sessions) {
    if (!syncing() || token < tokenInFlight) {
      return false;
    }
    tokenInFlight = -1;
    batchDone = batch - 1;
    for (Participant session : committing) {
      try {
        session.synced(now);
      } catch (OutOfMemoryError e) {
        session.outOfMemory();
      }
    }
    committing.clear();
    // Some have come meanwhile that wait for this very batch before they greet their peers.
    for (int i = 0; i < touched.size(); i++) {
      // By number, since ends and what applications do then may add some.
      Participant session = touched.get(i);
      try {
        session.busy();
      } catch (OutOfMemoryError e) {
        session.outOfMemory();
      }
    }
    checkpoints.synced(sessions);
    return true;
  }

  /** Nothing becomes durable any more. */
  void fail() {
    tokenInFlight = -1;
    lateAt = NEVER;
  }
}
