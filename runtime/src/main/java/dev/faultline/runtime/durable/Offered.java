package dev.faultline.runtime.durable;

import java.util.concurrent.CompletionStage;

/** What {@link DurableChannel#offer} did with a message. */
public sealed interface Offered {
  /** The message was accepted. */
  record Accepted(DeliveryReport report) implements Offered {}

  /**
   * There was no room: the log is full, or slower than the senders.
   *
   * @param writable completes, on the node's own thread, when there is room for a message again;
   *     fails with {@link dev.faultline.runtime.channel.ChannelClosedException} when the channel
   *     ends first. Another thread may take the room first
   */
  record Full(CompletionStage<Void> writable) implements Offered {}
}
