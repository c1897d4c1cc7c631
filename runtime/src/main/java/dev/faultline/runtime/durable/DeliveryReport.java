package dev.faultline.runtime.durable;

import dev.faultline.runtime.ChannelClosedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What becomes of one message. Each stage completes with the message's number on the node's own
 * thread: what depends on it must not block. When the channel ends before that, it fails with
 * {@link ChannelClosedException}; whether the peer has processed the message is not known then.
 */
public final class DeliveryReport {
  final long sequence;
  final CompletableFuture<Long> durable = new CompletableFuture<>();
  final CompletableFuture<Long> received = new CompletableFuture<>();
  final CompletableFuture<Long> processed = new CompletableFuture<>();

  DeliveryReport(long sequence) {
    this.sequence = sequence;
  }

  /** The message's number on its channel, from 1. */
  public long sequence() {
    return sequence;
  }

  /** Completes when the message is in this node's log: no crash of this side takes it back. */
  public CompletionStage<Long> durable() {
    return durable.minimalCompletionStage();
  }

  /** Completes when the peer's link has the message. */
  public CompletionStage<Long> received() {
    return received.minimalCompletionStage();
  }

  /** Completes when the peer has processed the message, and no crash takes that back. */
  public CompletionStage<Long> processed() {
    return processed.minimalCompletionStage();
  }

  void fail(String why) {
    durable.completeExceptionally(new ChannelClosedException(why));
    received.completeExceptionally(new ChannelClosedException(why));
    processed.completeExceptionally(new ChannelClosedException(why));
  }
}
