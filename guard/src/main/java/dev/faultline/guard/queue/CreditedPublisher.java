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
 * <p>Credits may be lost on their way, elements may not: one that never arrives takes its place of
 * the window for good, until {@link #lost} says so. Put a link that repeats beneath this.
 *
 * <p>Thread-safe: arrivals and requests may come on any thread. Signals to the subscriber come one
 * after the other, on a thread that called. A subscriber that throws is cancelled (Reactive Streams
 * 2.13); {@link #thrown} has what it threw, and the thread of the link goes on.
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
  private boolean wasSubscribed;
  private long demand;
  private boolean isOver;
  private boolean isCancelled;
  private boolean isSignalling;
  private boolean isHanding;
  private @Nullable Throwable failure;
  private long overrun;
  private @Nullable Throwable thrown;
  private long lostGrants;
  private boolean owesGrant;

  /**
   * Creates a publisher without a subscriber; what arrives waits.
   *
   * @param window how many elements may be on the way or wait here, 1 to 1,000,000,000
   * @param grant sends a credit to the producer. It may be lost, and one that throws is: it is
   *     counted in {@link #lostGrants()} and made up for with the next element. Send {@link
   *     #credit()} again from time to time
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
      // What the subscriber is given at this moment has not been consumed yet.
      if (waiting.size() + (isHanding ? 1 : 0) >= window) {
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

  /**
   * Elements that were sent will never arrive, as a gap in their numbers shows: their places are
   * free.
   *
   * @param elements 0 or more; a negative number is counted in {@link #misused()} and has no effect
   */
  public void lost(int elements) {
    grantor.consumed(elements);
    grantIfDue();
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

  /** How often a negative number of elements was lost. */
  public long misused() {
    return grantor.misused();
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

  /** How many credits were lost, since what sends them threw. */
  public long lostGrants() {
    lock.lock();
    try {
      return lostGrants;
    } finally {
      lock.unlock();
    }
  }

  /** What the subscriber threw, which cancelled it; null if it did not. */
  public @Nullable Throwable thrown() {
    lock.lock();
    try {
      return thrown;
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
      isFirst = !wasSubscribed;
      if (isFirst) {
        wasSubscribed = true;
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
    tell(() -> given.onSubscribe(new Demand()));
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
      Throwable failed;
      Flow.Subscriber<? super T> to;
      lock.lock();
      try {
        to = subscriber;
        if (to == null || isSignalling || isCancelled) {
          return;
        }
        failed = failure;
        element = demand > 0 ? waiting.poll() : null;
        boolean ends = element == null && isOver && waiting.isEmpty();
        if (element == null && !ends) {
          return;
        }
        if (ends) {
          forget();
        } else if (demand != Long.MAX_VALUE) {
          demand--;
        }
        isSignalling = true;
        isHanding = element != null;
      } finally {
        lock.unlock();
      }
      hand(to, element, failed);
    }
  }

  private void hand(
      Flow.Subscriber<? super T> to, @Nullable T element, @Nullable Throwable failed) {
    if (element == null) {
      tell(failed == null ? to::onComplete : () -> to.onError(failed));
      return;
    }
    tell(() -> {
      try {
        to.onNext(element);
      } finally {
        consumed();
      }
    });
    grantIfDue();
  }

  private void consumed() {
    lock.lock();
    try {
      isHanding = false;
    } finally {
      lock.unlock();
    }
    grantor.consumed(1);
  }

  private void grantIfDue() {
    lock.lock();
    try {
      if (!owesGrant && !grantor.isDue()) {
        return;
      }
      owesGrant = false;
    } finally {
      lock.unlock();
    }
    try {
      grant.accept(grantor.credit());
    } catch (RuntimeException e) {
      // Whoever called this has no part in it, and more signals may be due.
      lock.lock();
      try {
        lostGrants++;
        owesGrant = true;
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Nothing more goes to the subscriber, and nothing here keeps it alive (Reactive Streams 3.13).
   */
  private void forget() {
    isCancelled = true;
    subscriber = null;
    waiting.clear();
  }

  /** Calls the subscriber, which may not be called again before that has returned. */
  private void tell(Runnable signal) {
    Throwable caught = null;
    try {
      signal.run();
    } catch (RuntimeException e) {
      caught = e;
    } catch (Error e) {
      // Not for this class to swallow.
      caught = e;
      throw e;
    } finally {
      told(caught);
    }
  }

  private void told(@Nullable Throwable caught) {
    lock.lock();
    try {
      isSignalling = false;
      if (caught != null) {
        thrown = thrown == null ? caught : thrown;
        forget();
      }
    } finally {
      lock.unlock();
    }
  }

  private void cancel() {
    lock.lock();
    try {
      forget();
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
          if (failure == null) {
            failure = new IllegalArgumentException("requested " + n + ", expected 1 or more");
          }
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
