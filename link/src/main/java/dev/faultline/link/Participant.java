package dev.faultline.link;

import dev.faultline.link.journal.RecordReader;
import dev.faultline.link.journal.RecordWriter;

/** A session as the journal knows it: what it has to make durable, and what it is told of that. */
abstract class Participant {
  /** Whether it is in the list of those that have something to commit. */
  boolean touched;

  /** Whether it is in the list of those whose messages wait for a commit. */
  boolean waiting;

  /** Its number in records. */
  abstract int number();

  abstract SessionId id();

  abstract boolean ended();

  /** Writes the session itself, without how far its streams are. */
  abstract void writeSession(RecordWriter to);

  // --- commits ---

  /**
   * Hands over what is to be committed. Returns false when there is no room for something that was
   * offered while a message was handled.
   */
  abstract boolean flush();

  /** Whether messages were offered, or wait to be claimed, that only a sync lets go on. */
  abstract boolean awaitsCommit();

  /** Whether messages have been processed that the journal does not know of. */
  abstract boolean uncommitted();

  /** Says how far streams have been processed. */
  abstract void processed(CommitRecord to);

  /** What it has handed over is being synced. */
  abstract void asked();

  /** What it was asked for is durable. */
  abstract void synced(long now);

  /** Something that it may wait for is durable. */
  abstract void busy();

  /** Delivers messages that had to wait for a commit. */
  abstract void resume(long now);

  /** What was offered last has never been. */
  abstract void tookBack();

  /** There was no memory for what it was to do. */
  abstract void outOfMemory();

  // --- recovery ---

  abstract void recoveredPeer(long incarnation);

  /** How far its streams are. */
  abstract void recovered(RecordReader from);

  abstract void recoveredChunk(
      int stream, long begins, long position, long nextSequence, int length);

  abstract void recoveredProcessed(int stream, long processed);
}
