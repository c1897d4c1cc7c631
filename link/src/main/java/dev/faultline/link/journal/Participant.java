package dev.faultline.link.journal;

import dev.faultline.link.SessionId;

/** A session as the journal knows it: what it has to make durable, and what it is told of that. */
public abstract class Participant {
  /** Whether it is in the list of those that have something to commit. */
  boolean touched;

  /** Whether it is in the list of those whose messages wait for a commit. */
  boolean waiting;

  /** Its number in records. */
  public abstract int number();

  public abstract SessionId id();

  public abstract boolean ended();

  /** Writes the session itself, without how far its streams are. */
  public abstract void writeSession(RecordWriter to);

  // --- commits ---

  /**
   * Hands over what is to be committed. Returns false when there is no room for something that was
   * offered while a message was handled.
   */
  public abstract boolean flush();

  /** Whether messages were offered, or wait to be claimed, that only a sync lets go on. */
  public abstract boolean awaitsCommit();

  /** Whether messages have been processed that the journal does not know of. */
  public abstract boolean uncommitted();

  /** Says how far streams have been processed. */
  public abstract void processed(CommitRecord to);

  /** What it has handed over is being synced. */
  public abstract void asked();

  /** What it was asked for is durable. */
  public abstract void synced(long now);

  /** Something that it may wait for is durable. */
  public abstract void busy();

  /** Delivers messages that had to wait for a commit. */
  public abstract void resume(long now);

  /** What was offered last has never been. */
  public abstract void tookBack();

  /** There was no memory for what it was to do. */
  public abstract void outOfMemory();

  // --- recovery ---

  public abstract void recoveredPeer(long incarnation);

  /** How far its streams are. */
  public abstract void recovered(RecordReader from);

  public abstract void recoveredChunk(
      int stream, long begins, long position, long nextSequence, int length);

  public abstract void recoveredProcessed(int stream, long processed);
}
