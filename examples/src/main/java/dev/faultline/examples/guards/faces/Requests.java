package dev.faultline.examples.guards.faces;

import dev.faultline.guard.queue.CreditedSubscriber;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Credits become requests to a publisher, which counts them. */
final class Requests {
  private Requests() {}

  /** What was requested in all. */
  private static final class Counted implements Flow.Subscription {
    private final AtomicInteger requested = new AtomicInteger();

    @Override
    public void request(long n) {
      requested.addAndGet((int) n);
    }

    @Override
    public void cancel() {}
  }

  static Face credited() {
    Counted counted = new Counted();
    CreditedSubscriber<Integer> subscriber =
        new CreditedSubscriber<>(element -> {}, () -> {}, thrown -> {});
    subscriber.onSubscribe(counted);
    return face(subscriber::credit, counted);
  }

  static Face naive() {
    Counted counted = new Counted();
    long[] asked = {0};
    return face(
        upTo -> {
          if (upTo > asked[0]) {
            counted.request(upTo - asked[0]);
            asked[0] = upTo;
          }
        },
        counted);
  }

  private static Face face(LongConsumer credit, Counted counted) {
    return new Both(() -> credit.accept(1), () -> credit.accept(2), counted.requested::get);
  }
}
