package dev.faultline.guard.queue;

import dev.faultline.guard.LateReadings;
import dev.faultline.guard.time.SteadyClock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A queue that never holds more than its capacity, for several producers and consumers, and sheds
 * what waits in vain: see {@link QueueSettings}.
 *
 * <p>It stands on a queue of JCTools, and hands over at that queue's rate where it reads no clock
 * (bench/RESULTS.md); with {@link QueueSettings#newestFirst} it has a lock instead. Neither
 * allocates for an element.
 *
 * <p>Waits go on from where they were when the clock is set back. The stamps of elements are the
 * caller's, and are compared with the clock as it is: give both one {@link SteadyClock} where the
 * clock may be set back. Without it, elements that were in the queue at that moment are handed out
 * late in place of being shed, and no delay is controlled until the clock is where it was.
 *
 * <p>Thread-safe. What the settings call (when an element came, what is shed) runs on the thread
 * that called, while no lock is held, and when the queue has done what it was asked. Their
 * exceptions are kept in {@link #thrown()} and not thrown to callers. An element is handed out if
 * the settings throw when asked whether it is late. An {@link Error} is passed on; the element
 * counts as shed.
 *
 * @param <T> the elements
 */
public final class BoundedQueue<T> {
  private final Slots<T> slots;
  private final boolean shedsOldest;
  private final @Nullable ToLongFunction<? super T> endsAt;
  private final @Nullable ToLongFunction<? super T> cameAt;
  private final @Nullable SharedCoDel delay;
  private final boolean shedsLeaving;
  private final Consumer<? super T> shed;
  private final int capacity;
  private final LongSupplier clock;
  private final LateReadings readings = new LateReadings();
  private final Waiting forRoom = new Waiting();
  private final Waiting forElements = new Waiting();
  private final AtomicLong shedCount = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();

  /**
   * Creates an empty queue.
   *
   * @param clock the time, monotonic: {@code System::nanoTime}, or that of a node. It is read where
   *     something may be shed, and where a thread waits
   * @throws IllegalArgumentException if the capacity is no power of two, and the newest is never
   *     taken first
   */
  public BoundedQueue(QueueSettings<T> settings, LongSupplier clock) {
    capacity = settings.capacity();
    slots =
        settings.longFrom() == 0
            ? new Slots.Ring<>(powerOfTwo(capacity))
            : new Slots.Stack<>(capacity, settings.longFrom());
    shedsOldest = settings.shedsOldest();
    endsAt = settings.endsAt();
    cameAt = settings.cameAt();
    delay = cameAt == null ? null : new SharedCoDel(settings.target(), settings.interval());
    shedsLeaving = endsAt != null || cameAt != null;
    shed = settings.shed();
    this.clock = clock;
  }

  /**
   * Adds an element.
   *
   * @return false if the queue is full and does not shed the oldest; then nothing was added
   */
  public boolean offer(T element) {
    if (slots.offer(element)) {
      forElements.signal();
      return true;
    }
    return makeRoom(element);
  }

  /**
   * Adds an element, and waits for room if need be.
   *
   * @param nanos how long to wait at most
   * @return false if there was no room in that time; then nothing was added
   */
  public boolean offer(T element, long nanos) throws InterruptedException {
    // Shedding the oldest makes room at once.
    if (slots.offer(element)) {
      forElements.signal();
      return true;
    }
    if (shedsOldest) {
      return makeRoom(element);
    }
    Patience patience = new Patience(nanos, now());
    forRoom.begin();
    try {
      for (int looks = 0; ; looks++) {
        long since = forRoom.changes();
        if (slots.offer(element)) {
          forElements.signal();
          return true;
        }
        long left = patience.left(now());
        if (left == 0) {
          refused.incrementAndGet();
          return false;
        }
        forRoom.await(since, left, looks);
      }
    } finally {
      forRoom.end();
    }
  }

  /** Adds an element, and waits for room for as long as it takes. */
  public void put(T element) throws InterruptedException {
    while (!offer(element, Long.MAX_VALUE)) {}
  }

  /** Takes an element that is worth doing, or null if there is none now. */
  public @Nullable T poll() {
    T element = slots.poll();
    if (element == null) {
      return null;
    }
    forRoom.signal();
    return shedsLeaving ? worthy(element) : element;
  }

  /**
   * Takes an element that is worth doing, and waits for one if need be.
   *
   * @param nanos how long to wait at most
   * @return null if none came in that time
   */
  public @Nullable T poll(long nanos) throws InterruptedException {
    T element = poll();
    if (element != null) {
      return element;
    }
    Patience patience = new Patience(nanos, now());
    forElements.begin();
    try {
      for (int looks = 0; ; looks++) {
        long since = forElements.changes();
        element = poll();
        if (element != null) {
          return element;
        }
        long left = patience.left(now());
        if (left == 0) {
          return null;
        }
        forElements.await(since, left, looks);
      }
    } finally {
      forElements.end();
    }
  }

  /** Takes an element that is worth doing, and waits for one as long as it takes. */
  public T take() throws InterruptedException {
    while (true) {
      T element = poll(Long.MAX_VALUE);
      if (element != null) {
        return element;
      }
    }
  }

  /** How many elements wait, about: others add and take meanwhile. */
  public int size() {
    return slots.size();
  }

  /** How many elements wait at most. */
  public int capacity() {
    return capacity;
  }

  /** How many elements were shed. */
  public long shed() {
    return shedCount.get();
  }

  /** How many elements were refused since there was no room. */
  public long refused() {
    return refused.get();
  }

  /**
   * How many readings of the clock lay more than a second before the latest: it was set back, or a
   * thread was held up.
   */
  public long lateReadings() {
    return readings.count();
  }

  /** The first thing that was thrown by what the settings call; null if nothing was. */
  public @Nullable RuntimeException thrown() {
    return thrown.get();
  }

  private long now() {
    long now = clock.getAsLong();
    readings.at(now);
    return now;
  }

  private boolean makeRoom(T element) {
    if (!shedsOldest) {
      refused.incrementAndGet();
      return false;
    }
    while (true) {
      T oldest = slots.pollOldest();
      boolean isIn = slots.offer(element);
      if (isIn) {
        forElements.signal();
      }
      if (oldest != null) {
        giveUp(oldest);
      }
      if (isIn) {
        return true;
      }
    }
  }

  /** The element, or the first behind it, that is not shed. */
  private @Nullable T worthy(T first) {
    T element = first;
    while (element != null && isShed(element)) {
      giveUp(element);
      element = slots.poll();
      forRoom.signal();
    }
    return element;
  }

  private boolean isShed(T element) {
    long now = now();
    try {
      return (endsAt != null && isLate(endsAt.applyAsLong(element), now))
          || (cameAt != null
              && delay != null
              && delay.shouldDrop(now - cameAt.applyAsLong(element), slots.isEmpty(), now));
    } catch (RuntimeException e) {
      thrown.compareAndSet(null, e);
      return false;
    } catch (Error e) {
      giveUp(element);
      throw e;
    }
  }

  private static boolean isLate(long endsAt, long now) {
    return endsAt != QueueSettings.NEVER_LATE && now - endsAt >= 0;
  }

  private void giveUp(T element) {
    shedCount.incrementAndGet();
    try {
      shed.accept(element);
    } catch (RuntimeException e) {
      thrown.compareAndSet(null, e);
    }
  }

  private static int powerOfTwo(int capacity) {
    if (Integer.bitCount(capacity) == 1) {
      return capacity;
    }
    long lower = Integer.highestOneBit(capacity);
    long nearest = capacity - lower < 2 * lower - capacity ? lower : 2 * lower;
    throw new IllegalArgumentException(
        "capacity is %d, expected a power of two, such as %d, or newestFirst"
            .formatted(capacity, nearest));
  }
}
