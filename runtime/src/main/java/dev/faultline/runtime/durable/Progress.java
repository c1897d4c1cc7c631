package dev.faultline.runtime.durable;

import dev.faultline.runtime.channel.ChannelClosedException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How far a channel's messages have come, and who waits for which of them. Only those that somebody
 * asked for take memory: an absent peer's log may hold millions of messages. Thread-safe.
 */
final class Progress {
  /** Guarded by this. */
  private final TreeMap<Long, CompletableFuture<Long>> awaited = new TreeMap<>();

  private long reached;
  private @Nullable String over;

  Progress(long reached) {
    this.reached = reached;
  }

  /** The last message that has come so far. */
  synchronized long reached() {
    return reached;
  }

  /** Completes with this number when that message has come so far. */
  synchronized CompletionStage<Long> stage(long sequence) {
    if (sequence <= reached) {
      return CompletableFuture.completedStage(sequence);
    }
    if (over != null) {
      return CompletableFuture.failedStage(new ChannelClosedException(over));
    }
    return awaited
        .computeIfAbsent(sequence, key -> new CompletableFuture<>())
        .minimalCompletionStage();
  }

  /** All up to this message have; false when that is nothing new. */
  boolean reaches(long sequence) {
    SortedMap<Long, CompletableFuture<Long>> due;
    synchronized (this) {
      if (sequence <= reached) {
        return false;
      }
      reached = sequence;
      due = taken(awaited.headMap(sequence, true));
    }
    // Without the lock, since what depends on them runs here.
    due.forEach((number, each) -> each.complete(number));
    return true;
  }

  /** Nothing comes any further. */
  void ends(String why) {
    SortedMap<Long, CompletableFuture<Long>> left;
    synchronized (this) {
      over = why;
      left = taken(awaited);
    }
    left.values().forEach(each -> each.completeExceptionally(new ChannelClosedException(why)));
  }

  private static SortedMap<Long, CompletableFuture<Long>> taken(
      SortedMap<Long, CompletableFuture<Long>> from) {
    SortedMap<Long, CompletableFuture<Long>> all = new TreeMap<>(from);
    from.clear();
    return all;
  }
}
