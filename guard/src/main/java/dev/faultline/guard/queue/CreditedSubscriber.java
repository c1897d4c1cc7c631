package dev.faultline.guard.queue;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The producer's end of a link with credits, as a subscriber: it requests from its publisher what
 * the consumer on the other side has granted, and sends it.
 *
 * <p>Thread-safe: credits may come on another thread than elements.
 *
 * @param <T> what is sent
 */
public final class CreditedSubscriber<T> implements Flow.Subscriber<T> {
  private final Consumer<? super T> send;
  private final Runnable completed;
  private final Consumer<? super Throwable> failed;
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
  private final AtomicLong credit = new AtomicLong();
  private final AtomicLong requested = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong misused = new AtomicLong();
  private volatile boolean isCancelled;

  /** What threads are in that request now; elements may come to them before they return. */
  private final ThreadLocal<@Nullable Requesting> requesting = new ThreadLocal<>();

  /** What {@code send} threw while the publisher handed elements over, until it has done so. */
  private static final class Requesting {
    private @Nullable Throwable thrown;

    void keep(Throwable caught) {
      if (thrown == null) {
        thrown = caught;
      } else if (thrown != caught) {
        thrown.addSuppressed(caught);
      }
    }
  }

  /**
   * Creates a subscriber that has no credit yet.
   *
   * @param send sends an element to the consumer
   * @param completed the publisher has no more
   * @param failed the publisher failed
   */
  public CreditedSubscriber(
      Consumer<? super T> send, Runnable completed, Consumer<? super Throwable> failed) {
    this.send = send;
    this.completed = completed;
    this.failed = failed;
  }

  /**
   * Takes a credit from the consumer: see {@link CreditedSender#credit}.
   *
   * <p>A publisher may hand elements over before this returns. What {@code send} throws for one of
   * them does not disturb the publisher, which goes on to the next; it is thrown from here once the
   * publisher has returned (from {@code onSubscribe} if the credit came before it), with what
   * {@code send} threw after that as suppressed.
   *
   * @param upTo how many elements may have been sent in all. When the publisher throws, which it
   *     must not (Reactive Streams 3.16), and has handed nothing over meanwhile, nothing was
   *     requested; give the credit again. One that has handed something over owes the rest
   */
  public void credit(long upTo) {
    credit.accumulateAndGet(upTo, Math::max);
    request();
  }

  /**
   * How many elements were sent. One for which {@code send} threw is not counted, but its place of
   * the window stays taken, since it may have been sent: if not, tell {@link
   * CreditedPublisher#lost}.
   */
  public long sent() {
    return sent.get();
  }

  /** How many elements the publisher gave without being asked; they were not sent. */
  public long misused() {
    return misused.get();
  }

  /**
   * Nothing more is sent, also of what the publisher gives before it has heard of it. A publisher
   * that comes later is cancelled at once.
   */
  public void cancel() {
    isCancelled = true;
    Flow.Subscription current = subscription.get();
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    Objects.requireNonNull(given, "subscription");
    if (!subscription.compareAndSet(null, given)) {
      given.cancel();
      return;
    }
    if (isCancelled) {
      given.cancel();
      return;
    }
    request();
  }

  @Override
  public void onNext(T element) {
    Objects.requireNonNull(element, "element");
    if (isCancelled) {
      return;
    }
    if (received.get() >= requested.get()) {
      misused.incrementAndGet();
      return;
    }
    received.incrementAndGet();
    try {
      send.accept(element);
    } catch (RuntimeException | Error e) {
      Requesting outer = requesting.get();
      if (outer == null) {
        throw e;
      }
      outer.keep(e);
      return;
    }
    sent.incrementAndGet();
  }

  @Override
  public void onError(Throwable thrown) {
    Objects.requireNonNull(thrown, "thrown");
    failed.accept(thrown);
  }

  @Override
  public void onComplete() {
    completed.run();
  }

  private void request() {
    Flow.Subscription current = subscription.get();
    while (current != null && !isCancelled) {
      long most = credit.get();
      long asked = requested.get();
      if (most <= asked) {
        return;
      }
      if (requested.compareAndSet(asked, most)) {
        request(current, asked, most);
        return;
      }
    }
  }

  private void request(Flow.Subscription current, long asked, long most) {
    if (requesting.get() != null) {
      // A send that gives a credit itself: what is thrown inside is thrown by the outer call.
      ask(current, asked, most);
      return;
    }
    Requesting mine = new Requesting();
    requesting.set(mine);
    try {
      ask(current, asked, most);
    } catch (RuntimeException | Error e) {
      if (mine.thrown != null && mine.thrown != e) {
        e.addSuppressed(mine.thrown);
      }
      throw e;
    } finally {
      requesting.remove();
    }
    if (mine.thrown instanceof RuntimeException e) {
      throw e;
    }
    if (mine.thrown instanceof Error e) {
      throw e;
    }
  }

  private void ask(Flow.Subscription current, long asked, long most) {
    long before = received.get();
    boolean isAsked = false;
    try {
      current.request(most - asked);
      isAsked = true;
    } finally {
      if (!isAsked && received.get() == before) {
        // The publisher threw, and owes nothing: the next credit asks for these, too.
        requested.addAndGet(asked - most);
      }
    }
  }
}
