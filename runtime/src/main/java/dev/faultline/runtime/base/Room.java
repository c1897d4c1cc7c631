package dev.faultline.runtime.base;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Those who wait for room, of which any thread may be one. Thread-safe. */
public final class Room {
  private volatile @Nullable CompletableFuture<Void> awaited;

  /** Completes with the next call of {@link #there} or {@link #never}. */
  public synchronized CompletionStage<Void> stage() {
    CompletableFuture<Void> stage = awaited;
    if (stage == null) {
      stage = new CompletableFuture<>();
      awaited = stage;
    }
    return stage.minimalCompletionStage();
  }

  /** Whether anybody waits. */
  public boolean isAwaited() {
    return awaited != null;
  }

  /** There is room; what depends on that runs here. */
  public void there() {
    CompletableFuture<Void> stage = taken();
    if (stage != null) {
      stage.complete(null);
    }
  }

  /** There will be none. */
  public void never(RuntimeException why) {
    CompletableFuture<Void> stage = taken();
    if (stage != null) {
      stage.completeExceptionally(why);
    }
  }

  private @Nullable CompletableFuture<Void> taken() {
    return awaited == null ? null : swapped();
  }

  private synchronized @Nullable CompletableFuture<Void> swapped() {
    CompletableFuture<Void> stage = awaited;
    awaited = null;
    return stage;
  }
}
