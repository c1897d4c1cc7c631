package dev.faultline.guard.queue;

import java.util.concurrent.atomic.AtomicLong;
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
 * <p>Thread-safe. What the settings call (when an element came, what is shed) runs on the thread
 * that called, while no lock is held.
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
  private final Waiting forRoom = new Waiting();
  private final Waiting forElements = new Waiting();
  private final AtomicLong shedCount = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /**
   * Creates an empty queue.
   *
   * @param clock the time, monotonic: {@code System::nanoTime}, or that of a node. It is read where
   *     something may be shed, and where a thread waits
   */
  public BoundedQueue(QueueSettings<T> settings, LongSupplier clock) {
    capacity = settings.capacity();
    slots =
        settings.longFrom() == 0
            ? new Slots.Ring<>(capacity)
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
    boolean isIn = slots.offer(element) || makeRoom(element);
    if (isIn) {
      forElements.signal();
    }
    return isIn;
  }

  /**
   * Adds an element, and waits for room if need be.
   *
   * @param nanos how long to wait at most
   * @return false if there was no room in that time; then nothing was added
   */
  public boolean offer(T element, long nanos) throws InterruptedException {
    // Shedding the oldest makes room at once.
    if (slots.offer(element) || (shedsOldest && makeRoom(element))) {
      forElements.signal();
      return true;
    }
    long end = clock.getAsLong() + Math.clamp(nanos, 0, Long.MAX_VALUE / 2);
    forRoom.begin();
    try {
      while (true) {
        long since = forRoom.changes();
        if (slots.offer(element)) {
          forElements.signal();
          return true;
        }
        long left = end - clock.getAsLong();
        if (left <= 0) {
          refused.incrementAndGet();
          return false;
        }
        forRoom.await(since, left);
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
    long end = clock.getAsLong() + Math.clamp(nanos, 0, Long.MAX_VALUE / 2);
    forElements.begin();
    try {
      while (true) {
        long since = forElements.changes();
        element = poll();
        long left = end - clock.getAsLong();
        if (element != null || left <= 0) {
          return element;
        }
        forElements.await(since, left);
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

  private boolean makeRoom(T element) {
    if (!shedsOldest) {
      refused.incrementAndGet();
      return false;
    }
    while (true) {
      T oldest = slots.pollOldest();
      boolean isIn = slots.offer(element);
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
    long now = clock.getAsLong();
    if (endsAt != null && now - endsAt.applyAsLong(element) >= 0) {
      return true;
    }
    return cameAt != null
        && delay != null
        && delay.shouldDrop(now - cameAt.applyAsLong(element), slots.isEmpty(), now);
  }

  private void giveUp(T element) {
    shedCount.incrementAndGet();
    shed.accept(element);
  }
}
