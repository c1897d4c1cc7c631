package dev.faultline.guard.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of one call come to, on its way to the caller. The caller goes with one answer;
 * all others are for nobody, whenever they come, and go to the {@link Disposal}.
 *
 * <p>Thread-safe.
 */
final class Results<T extends @Nullable Object> {
  /** How an attempt ended: with an answer if nothing was thrown. */
  record Result<T extends @Nullable Object>(
      int attempt, @Nullable T answer, @Nullable Throwable thrown) {}

  private final ExecutorService executor;
  private final Disposal disposal;
  private final CallCounts counts;
  private final BlockingQueue<Result<T>> waiting = new LinkedBlockingQueue<>();

  /** Under this object's lock: results that come now are for nobody. */
  private boolean isOver;

  /** Under this object's lock: what the caller got, which other attempts may have answered too. */
  private @Nullable Object used;

  Results(ExecutorService executor, Disposal disposal, CallCounts counts) {
    this.executor = executor;
    this.disposal = disposal;
    this.counts = counts;
  }

  /** An attempt has ended; its own thread says so. */
  void add(Result<T> result) {
    if (!isHandedOver(result)) {
      disposeOf(result);
    }
  }

  private synchronized boolean isHandedOver(Result<T> result) {
    return !isOver && waiting.add(result);
  }

  /** The next result, if there is one. */
  @Nullable Result<T> poll() {
    return waiting.poll();
  }

  /** The next result, or null when the time is over. */
  @Nullable Result<T> poll(long nanos) throws InterruptedException {
    return waiting.poll(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * The caller goes.
   *
   * @param result with this one, if any
   * @param polled those that it has taken
   */
  void leave(@Nullable Result<T> result, Collection<Result<T>> polled) {
    synchronized (this) {
      isOver = true;
      used = result == null ? null : result.answer();
    }
    List<Result<T>> unused = new ArrayList<>();
    waiting.drainTo(unused);
    polled.stream().filter(each -> each != result).forEach(unused::add);
    for (Result<T> each : unused) {
      if (isForNobody(each)) {
        // Not on the caller's thread: closing may take its time, and the deadline holds.
        try {
          executor.execute(() -> disposeOf(each));
        } catch (RejectedExecutionException e) {
          disposeOf(each);
        }
      }
    }
  }

  private synchronized boolean isForNobody(Result<T> result) {
    return result.answer() != null && result.answer() != used;
  }

  private void disposeOf(Result<T> result) {
    Object answer = result.answer();
    if (answer == null || !isForNobody(result)) {
      return;
    }
    counts.unused.incrementAndGet();
    // The interrupt was for the body: it would break off what closes the answer.
    boolean wasInterrupted = Thread.interrupted();
    try {
      disposal.dispose(answer);
    } catch (Throwable e) {
      counts.notDisposed.incrementAndGet();
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
