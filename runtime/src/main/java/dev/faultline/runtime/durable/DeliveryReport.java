package dev.faultline.runtime.durable;

import dev.faultline.runtime.channel.ChannelClosedException;
import java.util.concurrent.CompletionStage;

/**
 * The progress of one message. Each stage completes with the message's number on the node's own
 * thread, so dependent stages must not block. If the channel ends first, it fails with {@link
 * ChannelClosedException}; then it is not known whether the peer has processed the message. A stage
 * uses memory from when it is requested until it completes; a report alone uses none. Thread-safe.
 */
public final class DeliveryReport {
  private final long sequence;
  private final Progress durable;
  private final Progress received;
  private final Progress processed;

  DeliveryReport(long sequence, Progress durable, Progress received, Progress processed) {
    this.sequence = sequence;
    this.durable = durable;
    this.received = received;
    this.processed = processed;
  }

  /** The message's number on its channel, from 1. */
  public long sequence() {
    return sequence;
  }

  /** Completes when the message is in this node's log: no crash of this side takes it back. */
  public CompletionStage<Long> durable() {
    return durable.stage(sequence);
  }

  /** Completes when the peer's link has the message. */
  public CompletionStage<Long> received() {
    return received.stage(sequence);
  }

  /** Completes when the peer has processed the message, and no crash takes that back. */
  public CompletionStage<Long> processed() {
    return processed.stage(sequence);
  }
}
