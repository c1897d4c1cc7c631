package dev.faultline.chaos.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that waits for sockets and timers, and never for a peer. Only this thread touches what
 * belongs to the loop; other threads hand it tasks.
 */
final class Loop implements Runnable {
  /** More than the longest datagram. */
  private static final int BUFFER_BYTES = 64 << 10;

  private static final int DISCARDS = 64;

  private static final long ONE_MILLISECOND = 1_000_000;

  /** How long a moment less than a millisecond away is slept through at a time. */
  private static final long SHORT_SLEEP = 20_000;

  /** What is done when one of a loop's channels is ready. */
  interface Ready {
    void ready(SelectionKey key, long nowNanos);
  }

  private final Selector selector;
  private final Thread thread;
  private final long originNanos;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final TreeSet<Alarm> alarms =
      new TreeSet<>(Comparator.comparingLong(Alarm::atNanos).thenComparingLong(Alarm::order));
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Chunks chunks = new Chunks();
  private final AtomicLong alarmsMade = new AtomicLong();
  private volatile boolean stopping;

  /** Times are counted from {@code originNanos}, a reading of {@link System#nanoTime}. */
  Loop(String name, long originNanos) {
    this.originNanos = originNanos;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Nanoseconds since the network began. */
  long nowNanos() {
    return System.nanoTime() - originNanos;
  }

  /** A buffer for the moment, of this loop's thread. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  /**
   * Reads and drops data that a peer has sent and that is not needed. Unread data would turn the
   * end of its connection into a reset. A peer that sends faster than this reads gets one all the
   * same.
   */
  void discardUnread(ReadableByteChannel channel) throws IOException {
    ByteBuffer unread = buffer();
    for (int i = 0; i < DISCARDS && channel.read(unread) > 0; i++) {
      unread.clear();
    }
  }

  /** Memory for what is held back, of this loop's thread. */
  Chunks chunks() {
    return chunks;
  }

  long nextAlarm() {
    return alarmsMade.incrementAndGet();
  }

  /** Runs {@code task} on this loop's thread; at once where this is it. */
  void execute(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
      return;
    }
    tasks.add(task);
    selector.wakeup();
  }

  /** Completes when all that was handed over before has been done. */
  CompletableFuture<Void> fence() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    execute(() -> done.complete(null));
    if (!thread.isAlive()) {
      done.complete(null);
    }
    return done;
  }

  SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
    return channel.register(selector, operations, ready);
  }

  /** Wakes {@code alarm} at a moment, and not at another one asked for before. */
  void wakeAt(Alarm alarm, long atNanos) {
    if (alarm.atNanos() == atNanos) {
      return;
    }
    if (alarm.atNanos() != Long.MAX_VALUE) {
      alarms.remove(alarm);
    }
    alarm.setAtNanos(atNanos);
    if (atNanos != Long.MAX_VALUE) {
      alarms.add(alarm);
    }
  }

  /**
   * Closes a channel of this loop, and gives its descriptor back to the system before it returns: a
   * selector that still knows a closed socket keeps its port taken.
   */
  void closeNow(SelectableChannel channel) {
    closeQuietly(channel);
    try {
      selector.selectNow(this::handle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    stopping = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        await();
        runTasks();
        ringAlarms();
      } catch (IOException e) {
        throw new UncheckedIOException("the system no longer says which sockets are ready", e);
      }
    }
    runTasks();
    for (SelectionKey key : selector.keys()) {
      closeQuietly(key.channel());
    }
    closeQuietly(selector);
  }

  private void await() throws IOException {
    long waitNanos = alarms.isEmpty() ? Long.MAX_VALUE : alarms.first().atNanos() - nowNanos();
    if (!tasks.isEmpty() || waitNanos <= 0) {
      selector.selectNow(this::handle);
    } else if (waitNanos == Long.MAX_VALUE) {
      selector.select(this::handle);
    } else if (waitNanos >= ONE_MILLISECOND) {
      // Rounded down, so that no alarm is late; the rest is slept through below.
      selector.select(this::handle, waitNanos / ONE_MILLISECOND);
    } else if (selector.selectNow(this::handle) == 0) {
      LockSupport.parkNanos(Math.min(waitNanos, SHORT_SLEEP));
    }
  }

  private void handle(SelectionKey key) {
    if (!guarded(() -> ((Ready) key.attachment()).ready(key, nowNanos()))) {
      // Or it would be ready again at once, and fail for ever.
      closeQuietly(key.channel());
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      guarded(task);
    }
  }

  /** Runs one action; reports what it throws, so that the rest of this loop continues. */
  private boolean guarded(Runnable action) {
    try {
      action.run();
      return true;
    } catch (Throwable e) {
      report(e);
      return false;
    }
  }

  /** Reports an unexpected exception, as the JVM does for a thread that ends with one. */
  void report(Throwable e) {
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }

  private void ringAlarms() {
    long now = nowNanos();
    while (!alarms.isEmpty() && alarms.first().atNanos() <= now) {
      Alarm alarm = alarms.removeFirst();
      alarm.setAtNanos(Long.MAX_VALUE);
      guarded(() -> alarm.ring(now));
    }
  }

  static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // Closing is all that was wanted of it.
      assert e != null;
    }
  }
}
