package dev.faultline.runtime.durable;

import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.base.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Whether a channel's peer is there, since when, and who waits for it. The node's thread changes
 * it; any thread may ask.
 */
final class PeerWatch {
  private final String channel;
  private final LinkDriver driver;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private volatile Standing standing = new Standing(ChannelState.CONNECTING, System.nanoTime());

  private record Standing(ChannelState state, long sinceNanos) {}

  PeerWatch(String channel, LinkDriver driver, Duration deadAfter) {
    this.channel = channel;
    this.driver = driver;
    driver.schedule(
        deadAfter,
        () -> {
          if (state() == ChannelState.CONNECTING) {
            is(ChannelState.ABSENT);
          }
        });
  }

  ChannelState state() {
    return standing.state;
  }

  /** The channel, as of now. */
  NodeHealth.Channel health(long outbox, long outboxBytes) {
    Standing now = standing;
    return new NodeHealth.Channel(
        channel,
        now.state,
        Duration.ofNanos(System.nanoTime() - now.sinceNanos),
        outbox,
        outboxBytes);
  }

  CompletionStage<Void> connected() {
    return connected.minimalCompletionStage();
  }

  CompletionStage<Void> connected(Duration patience) {
    CompletableFuture<Void> inTime = connected.copy();
    long end = Patience.end(System.nanoTime(), patience);
    driver.execute(() -> {
      Runnable cancel =
          driver.at(
              end,
              () ->
                  inTime.completeExceptionally(
                      new TimeoutException(
                          "channel %s: no answer from its peer for %s"
                              .formatted(channel, patience))));
      // Completed on the node's thread, as everything of a channel is.
      inTime.whenComplete((done, failure) -> cancel.run());
    });
    return inTime.minimalCompletionStage();
  }

  // --- the node's thread ---

  void connects() {
    is(ChannelState.CONNECTED);
    connected.complete(null);
  }

  void disconnects() {
    is(ChannelState.ABSENT);
  }

  void ends(Throwable why) {
    is(ChannelState.ENDED);
    connected.completeExceptionally(why);
  }

  private void is(ChannelState state) {
    standing = new Standing(state, System.nanoTime());
  }
}
