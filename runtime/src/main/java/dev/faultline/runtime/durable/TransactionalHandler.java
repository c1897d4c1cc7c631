package dev.faultline.runtime.durable;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.Message;
import java.util.List;

/**
 * Makes the effects of messages durable elsewhere, together with the number of the last one. Used
 * by several threads at a time, one for each stream.
 */
public interface TransactionalHandler {
  /**
   * The last message of a stream whose effects are durable, 0 if none is; asked when the node
   * starts.
   *
   * @throws Exception if that cannot be told: the node does not start
   */
  long processed(SessionId session, int stream) throws Exception;

  /**
   * Makes the effects of these messages, in their order, and notes the last one, all in one
   * transaction; durable when this returns. Messages whose effects are durable already may be among
   * them, and must have none.
   *
   * @param messages of one stream, at least one
   * @throws Exception if there are none of the effects: the messages come again after a pause, one
   *     at a time
   */
  void handle(List<Message> messages) throws Exception;
}
