package dev.faultline.examples.guards.faces;

import dev.faultline.guard.queue.CreditedPublisher;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Elements that arrive go to a subscriber that counts them without care, as it may. */
final class Arrivals {
  private static final int WINDOW = 4;

  private Arrivals() {}

  /** Signals come one after the other, so it needs no lock. */
  private static final class Counting implements Flow.Subscriber<Integer> {
    private final long first;
    private Flow.@Nullable Subscription subscription;
    private int count;

    Counting(long first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (first > 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(Integer element) {
      int before = count;
      // The other thread may take its turn: if it came here, one element would not be counted.
      Thread.yield();
      count = before + 1;
    }

    @Override
    public void onError(Throwable thrown) {
      count = -1;
    }

    @Override
    public void onComplete() {}
  }

  static Face together() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(WINDOW, credit -> {});
    Counting subscriber = new Counting(Long.MAX_VALUE);
    publisher.subscribe(subscriber);
    return new Both(() -> publisher.arrived(1), () -> publisher.arrived(2), () -> subscriber.count);
  }

  static Face naive() {
    Counting subscriber = new Counting(0);
    return new Both(() -> subscriber.onNext(1), () -> subscriber.onNext(2), () -> subscriber.count);
  }

  static Face andDemand() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(WINDOW, credit -> {});
    Counting subscriber = new Counting(0);
    publisher.subscribe(subscriber);
    Flow.Subscription subscription = subscriber.subscription;
    return new Both(
        () -> publisher.arrived(1),
        () -> {
          if (subscription != null) {
            subscription.request(1);
          }
        },
        () -> subscriber.count);
  }

  static Face naiveDemand() {
    Deque<Integer> waiting = new ArrayDeque<>();
    boolean[] isWanted = {false};
    Counting subscriber = new Counting(0);
    return new Both(
        () -> {
          if (isWanted[0]) {
            subscriber.onNext(1);
          } else {
            waiting.add(1);
          }
        },
        () -> {
          Integer element = waiting.poll();
          if (element != null) {
            subscriber.onNext(element);
          } else {
            isWanted[0] = true;
          }
        },
        () -> subscriber.count);
  }
}
