package dev.faultline.runtime.durable;

import dev.faultline.link.Processing;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node does with messages that arrive. Called by the node's thread, but for the closing. */
sealed interface Deliveries permits StateDeliveries, TransactionDeliveries, NoDeliveries {
  Processing processing();

  /** The builder's method that says so, or null if messages are not handled. */
  default @Nullable String kind() {
    return null;
  }

  /** The node is open; its thread has not been started. */
  default void begins(LinkDriver on) {}

  /** False when the message cannot be taken now. */
  boolean arrived(Session session, Message message);

  default long processed(SessionId session, int stream) {
    return -1;
  }

  /** How many messages were processed in this process. Any thread may ask. */
  default long count() {
    return 0;
  }

  /** What holds messages up at the moment, in words for operators. Any thread may ask. */
  default List<String> warnings(long now) {
    return List.of();
  }

  default void recovered(Message message) {
    throw hasState();
  }

  default void restored(byte[] snapshot) {
    throw hasState();
  }

  /** The next checkpoint would take the state for none. */
  private static IllegalStateException hasState() {
    return new IllegalStateException(
        "the folder has a state that messages have changed: start its node with state(…), or on"
            + " another folder");
  }

  default byte @Nullable [] snapshot() {
    return null;
  }

  default void ended(Session session, SessionEnd why) {}

  /** Called in each turn of the node's thread. */
  default void turn() {}

  /**
   * Takes no more messages and begins no more transactions: the next node on the folder does. Ends
   * what is being done, or gives it up after so long.
   */
  default void close(Duration patience) {}
}
