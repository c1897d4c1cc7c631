package dev.faultline.runtime.durable;

import dev.faultline.runtime.Message;

/**
 * An application's state that is determined by its messages. The node's log has the messages since
 * the last snapshot: after a crash it restores the snapshot and applies them again, so the state
 * has each message exactly once. Called by one thread at a time: the one that starts the node, and
 * then the node's own.
 */
public interface LoggedState {
  /**
   * Changes the state. The same messages in the same order must give the same state: read no clock
   * and draw no random number, and have no effects outside the state, since they would be repeated.
   * An exception stops the node.
   */
  void apply(Message message);

  /** The whole state, which replaces all messages so far. */
  byte[] snapshot();

  /** Sets the state to a snapshot; called before any message is applied. */
  void restore(byte[] snapshot);
}
