package dev.faultline.guard.queue;

import dev.faultline.core.Checks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The consumer's end of a link with credits, as a publisher: what arrives goes to its one
 * subscriber, as far as that has requested, and what the subscriber has taken is granted to the
 * producer anew. So no more than the window is on the way or waits here.
 *
 * <p>Thread-safe: arrivals and requests may come on any thread. Signals to the subscriber come one
 * after the other, on a thread that called.
 *
 * @param <T> what arrives
 */
public final class CreditedPublisher<T> implements Flow.Publisher<T> {
  private final int window;
  private final CreditGrantor grantor;
  private final LongConsumer grant;
  private final ReentrantLock lock = new ReentrantLock();

  /** All below is guarded by the lock. */
  private final Deque<T> waiting = new ArrayDeque<>();

  private Flow.@Nullable Subscriber<? super T> subscriber;
  private long demand;
  private boolean isOver;
  private boolean isCancelled;
  private boolean isSignalling;
  private @Nullable Throwable failure;
  private long overrun;

  /**
   * Creates a publisher without a subscriber; what arrives waits.
   *
   * @param window how many elements may be on the way or wait here, 1 to 1,000,000,000
   * @param grant sends a credit to the producer. It may be lost; send {@link #credit()} again from
   *     time to time
   * @throws IllegalArgumentException if the window is out of its range
   */
  public CreditedPublisher(int window, LongConsumer grant) {
    this.window = Checks.within("window", window, 1, 1_000_000_000);
    grantor = new CreditGrantor(window);
    this.grant = grant;
  }

  /** Up to which element the producer may send: see {@link CreditGrantor#credit}. */
  public long credit() {
    return grantor.credit();
  }

  /**
   * An element has arrived, for the first time: links that repeat are upstream of this.
   *
   * @return false if it is beyond what was granted, or nobody wants it any more; it is dropped then
   */
  public boolean arrived(T element) {
    Objects.requireNonNull(element, "element");
    lock.lock();
    try {
      if (isOver || isCancelled) {
        return false;
      }
      if (waiting.size() >= window) {
        overrun++;
        return false;
      }
      waiting.add(element);
    } finally {
      lock.unlock();
    }
    signal();
    return true;
  }

  /** Nothing more will arrive. */
  public void complete() {
    end(null);
  }

  /** Nothing more will arrive, since the producer or the link failed. */
  public void fail(Throwable thrown) {
    end(Objects.requireNonNull(thrown, "thrown"));
  }

  /** How many elements wait for the subscriber. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many elements the producer sent beyond its credit. */
  public long overrun() {
    lock.lock();
    try {
      return overrun;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> given) {
    Objects.requireNonNull(given, "subscriber");
    boolean isFirst;
    lock.lock();
    try {
      isFirst = subscriber == null;
      if (isFirst) {
        subscriber = given;
        // Nothing may come before onSubscribe has returned.
        isSignalling = true;
      }
    } finally {
      lock.unlock();
    }
    if (!isFirst) {
      given.onSubscribe(new Refused());
      given.onError(new IllegalStateException("there is a subscriber already"));
      return;
    }
    given.onSubscribe(new Demand());
    lock.lock();
    try {
      isSignalling = false;
    } finally {
      lock.unlock();
    }
    signal();
  }

  private void end(@Nullable Throwable thrown) {
    lock.lock();
    try {
      if (isOver) {
        return;
      }
      isOver = true;
      failure = thrown;
    } finally {
      lock.unlock();
    }
    signal();
  }

  /** Gives the subscriber what it may have, if no other thread is at it. */
  private void signal() {
    while (true) {
      T element;
      Throwable thrown;
      Flow.Subscriber<? super T> to;
      lock.lock();
      try {
        to = subscriber;
        if (to == null || isSignalling || isCancelled) {
          return;
        }
        thrown = failure;
        element = demand > 0 ? waiting.poll() : null;
        boolean ends = element == null && isOver && waiting.isEmpty();
        if (element == null && !ends) {
          return;
        }
        if (ends) {
          isCancelled = true;
        } else if (demand != Long.MAX_VALUE) {
          demand--;
        }
        isSignalling = true;
      } finally {
        lock.unlock();
      }
      try {
        hand(to, element, thrown);
      } finally {
        lock.lock();
        isSignalling = false;
        lock.unlock();
      }
    }
  }

  private void hand(
      Flow.Subscriber<? super T> to, @Nullable T element, @Nullable Throwable thrown) {
    if (element != null) {
      to.onNext(element);
      grantor.consumed(1);
      if (grantor.isDue()) {
        grant.accept(grantor.credit());
      }
    } else if (thrown != null) {
      to.onError(thrown);
    } else {
      to.onComplete();
    }
  }

  private void cancel() {
    lock.lock();
    try {
      isCancelled = true;
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Of the one subscriber. */
  private final class Demand implements Flow.Subscription {
    @Override
    public void request(long n) {
      lock.lock();
      try {
        if (n <= 0) {
          // Flow.Subscription: to be signalled with onError; nothing comes after that.
          waiting.clear();
          isOver = true;
          failure = new IllegalArgumentException("requested " + n + ", expected 1 or more");
        } else {
          demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        }
      } finally {
        lock.unlock();
      }
      signal();
    }

    @Override
    public void cancel() {
      CreditedPublisher.this.cancel();
    }
  }

  /** Of a subscriber that came second. */
  private static final class Refused implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
