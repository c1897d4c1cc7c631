package dev.faultline.runtime.durable;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.Message;
import java.util.List;

/**
 * Makes the effects of messages durable outside the log, together with the number of the last
 * message. Several threads use it at the same time, one for each stream.
 */
public interface TransactionalHandler {
  /**
   * The last message of a stream whose effects are durable, 0 if none is; asked when the node
   * starts.
   *
   * @throws Exception if the number cannot be read: the node does not start
   */
  long processed(SessionId session, int stream) throws Exception;

  /**
   * Applies these messages in order and records the number of the last one, all in one transaction;
   * durable when this returns. Messages whose effects are already durable may be among them and
   * must be skipped.
   *
   * @param messages of one stream, at least one
   * @throws Exception if no effect was made: the messages are delivered again after a pause, one at
   *     a time
   */
  void handle(List<Message> messages) throws Exception;

  /**
   * A session has ended for good, durably, and nothing of it is being handled: no message of it
   * will arrive again, so what {@link #handle} has recorded of it can be deleted. Not called if the
   * process is killed first. By default nothing is done.
   *
   * @throws Exception if it could not be deleted; it stays, which costs room alone
   */
  default void ended(SessionId session) throws Exception {}
}
