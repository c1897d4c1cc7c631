package dev.faultline.chaos.api;

import dev.faultline.chaos.ProxyLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands lines on to another log, in order, on a thread of its own: whoever says them neither waits
 * for that log nor sees it fail. Where it does not keep up, lines are lost, and it is told how
 * many.
 */
final class LaterLog implements ProxyLog, AutoCloseable {
  private static final int MOST = 10_000;

  /** How long the last lines may take. */
  private static final long PATIENCE_SECONDS = 1;

  private final ProxyLog log;
  private final AtomicLong lost = new AtomicLong();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST),
          Thread.ofPlatform().daemon().name("faultline-proxy-requests").factory());

  LaterLog(ProxyLog log) {
    this.log = log;
  }

  @Override
  public void say(Level level, String message, Map<String, ?> fields) {
    Map<String, ?> kept = new LinkedHashMap<>(fields);
    try {
      thread.execute(() -> tell(level, message, kept));
    } catch (RejectedExecutionException e) {
      lost.incrementAndGet();
    }
  }

  private void tell(Level level, String message, Map<String, ?> fields) {
    try {
      long missing = lost.getAndSet(0);
      if (missing > 0) {
        log.say(Level.WARN, "lines of this log were lost", Map.of("lines", missing));
      }
      log.say(level, message, fields);
    } catch (RuntimeException e) {
      // There is no other place to say it, and the next line may go.
    }
  }

  /** Waits a moment for the last lines. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
