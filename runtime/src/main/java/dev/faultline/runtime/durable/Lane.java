package dev.faultline.runtime.durable;

import dev.faultline.link.Session;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.LinkFailure;
import dev.faultline.runtime.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one stream on their way into transactions: bounded, handled by one thread at a
 * time, several in one transaction when they have come meanwhile.
 */
final class Lane {
  private static final int MOST = 1_024;
  private static final long MOST_BYTES = 8 << 20;
  private static final int BATCH = 128;
  private static final long SHORTEST_PAUSE_NANOS = 50_000_000;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

  /** A transaction that takes longer is worth a warning. */
  private static final long LONG_NANOS = 10_000_000_000L;

  private static final Duration REST = Duration.ofMillis(100);

  private final Session session;
  private final int stream;
  private final TransactionalHandler handler;
  private final Executor executor;
  private final FailurePolicy.Listener failures;
  private final LinkDriver driver;
  private final LongAdder count;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock. */
  private final Deque<Message> messages = new ArrayDeque<>();

  private long bytes;
  private boolean running;

  /** Whether nothing is handled for a while, since no thread was to be had. */
  private boolean resting;

  private boolean refused;
  private boolean closed;

  /** When the transaction that is running began; null between two. */
  private volatile @Nullable Long begunNanos;

  private volatile @Nullable Failing failing;

  /** Attempts in a row that failed. */
  private record Failing(long sinceNanos, int times, Throwable last) {}

  Lane(
      Session session,
      int stream,
      TransactionalHandler handler,
      Executor executor,
      FailurePolicy.Listener failures,
      LinkDriver driver,
      LongAdder count) {
    this.session = session;
    this.stream = stream;
    this.handler = handler;
    this.executor = executor;
    this.failures = failures;
    this.driver = driver;
    this.count = count;
  }

  Session session() {
    return session;
  }

  /** The node's thread's; false when there is no room: the session is resumed when there is. */
  boolean put(Message message) {
    boolean start;
    lock.lock();
    try {
      int length = message.bytes().length;
      if (messages.size() == MOST || (!messages.isEmpty() && bytes + length > MOST_BYTES)) {
        refused = true;
        return false;
      }
      messages.add(message);
      bytes += length;
      start = !running && !resting;
      running |= start;
    } finally {
      lock.unlock();
    }
    if (start) {
      start();
    }
    return true;
  }

  private void start() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      // A pool that is full now may have a thread later; nothing is lost meanwhile.
      rests();
      fails(e);
    }
  }

  /** No thread has the lane, for a while. */
  private void rests() {
    lock.lock();
    try {
      stopped();
      resting = true;
    } finally {
      lock.unlock();
    }
    driver.schedule(REST, this::goesOn);
  }

  private void goesOn() {
    lock.lock();
    try {
      resting = false;
      if (closed || running || messages.isEmpty()) {
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    start();
  }

  private void fails(Throwable failure) {
    Failing before = failing;
    failing =
        before == null
            ? new Failing(System.nanoTime(), 1, failure)
            : new Failing(before.sinceNanos, before.times + 1, failure);
    failures.tell(
        new LinkFailure.ApplicationFailed(FailurePolicy.Where.HANDLER, session.id(), failure));
  }

  private void run() {
    long pause = 0;
    while (true) {
      List<Message> batch;
      try {
        batch = next(pause);
      } catch (InterruptedException e) {
        // The handler left it behind, or the executor is shut down, and says so when it is asked.
        rests();
        return;
      }
      if (batch.isEmpty()) {
        return;
      }
      try {
        begunNanos = System.nanoTime();
        handler.handle(batch);
        failing = null;
        pause = 0;
        done(batch);
      } catch (Exception | Error e) {
        // Whatever it was, nothing is acknowledged that is not durable.
        fails(e);
        pause = Math.clamp(2 * pause, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
      } finally {
        begunNanos = null;
      }
    }
  }

  /** Why nothing of the stream is being processed, or null. Any thread may ask. */
  @Nullable String trouble(long now) {
    Failing last = failing;
    if (last != null) {
      return "transactions of %s have failed %d times in a row, for %d s, and are tried again: %s"
          .formatted(name(), last.times, seconds(now - last.sinceNanos), last.last);
    }
    Long begun = begunNanos;
    return begun == null || now - begun < LONG_NANOS
        ? null
        : "a transaction of %s has been running for %d s".formatted(name(), seconds(now - begun));
  }

  private String name() {
    return "stream %d of session %s".formatted(stream, session.id());
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  /** What comes next, which stays here; after a failure one message, after a pause. */
  private List<Message> next(long pauseNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = pauseNanos;
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      List<Message> batch = new ArrayList<>();
      int most = pauseNanos > 0 ? 1 : BATCH;
      for (Message message : messages) {
        if (closed || batch.size() == most) {
          break;
        }
        batch.add(message);
      }
      if (batch.isEmpty()) {
        stopped();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void stopped() {
    running = false;
    changed.signalAll();
  }

  private void done(List<Message> batch) {
    count.add(batch.size());
    boolean resumes;
    lock.lock();
    try {
      for (Message message : batch) {
        messages.remove();
        bytes -= message.bytes().length;
      }
      resumes = refused && messages.size() <= MOST / 2 && bytes <= MOST_BYTES / 2;
      refused &= !resumes;
    } finally {
      lock.unlock();
    }
    long last = batch.getLast().id().sequence();
    driver.execute(() -> {
      if (!session.ended()) {
        session.processed(System.nanoTime(), stream, last);
        if (resumes) {
          session.resume(System.nanoTime());
        }
      }
    });
  }

  /** Begins no more; what is here comes again. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is being handled. */
  boolean isIdle() {
    lock.lock();
    try {
      return !running;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is being handled, but no longer than this. */
  void join(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (running && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
