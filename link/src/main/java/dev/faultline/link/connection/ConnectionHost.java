package dev.faultline.link.connection;

import dev.faultline.link.SessionEnd;

/** What a connection needs from its session's endpoint, and what it reports to the session. */
public interface ConnectionHost {
  // --- keys and epochs ---

  /** Which of its lives the endpoint is in; never 0. */
  long incarnation();

  /** Larger than all epochs that this side has used, in this incarnation and before. */
  long nextEpoch(long epoch);

  /** A new key, by which packets of this connection are found. */
  long newKey();

  /** Packets of this connection are found by this key from now on. */
  void rekey(long key);

  /** Whether strangers have to send a cookie back before anything else. */
  boolean asksForCookies();

  // --- what is durable ---

  /** Whether sessions outlive the process. */
  boolean hasStorage();

  /** The batch of what was decided last. */
  long batch();

  /** The batch with which this incarnation became durable. */
  long bootBatch();

  /** The batch that the peer's HELLO is answered after. */
  long welcomesAfter();

  /** Whether a batch is durable; true without a storage. */
  boolean durable(long batch);

  /** The next commit has something to do for this session. */
  void awaitCommit();

  /** This incarnation of the peer is connected, which a restart has to know. */
  void joined(long peerIncarnation);

  // --- what happened ---

  void connected();

  void disconnected();

  /** Nothing more is sent or taken. */
  void ended(SessionEnd why);

  /** There was no memory for something that had to be done. */
  void outOfMemory();
}
