package dev.faultline.guard.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Credits as demand of {@code java.util.concurrent.Flow}, at both ends of a link. */
class CreditedFlowTest {
  /** What comes to a subscriber; it requests when it is told to. */
  static class Seen implements Flow.Subscriber<Integer> {
    final List<Integer> elements = new ArrayList<>();
    Flow.@Nullable Subscription subscription;
    @Nullable Throwable failure;
    int completed;
    int again;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(Integer element) {
      elements.add(element);
      if (again > 0) {
        again--;
        request(1);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
    }

    @Override
    public void onComplete() {
      completed++;
    }

    void request(long n) {
      Objects.requireNonNull(subscription).request(n);
    }
  }

  /** A publisher of 0, 1, 2 … that gives what is requested at once. */
  static final class Source implements Flow.Subscription {
    final Flow.Subscriber<? super Integer> to;
    long requested;
    int next;
    boolean isCancelled;

    Source(Flow.Subscriber<? super Integer> to) {
      this.to = to;
    }

    @Override
    public void request(long n) {
      requested += n;
      for (long i = 0; i < n; i++) {
        to.onNext(next++);
      }
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  /** A link that loses, repeats and reorders credits; elements arrive in order, once. */
  @RepeatedTest(50)
  void no_more_than_the_window_is_on_the_way_and_all_arrives_in_order(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int window = 1 + random.nextInt(100);
    List<Long> credits = new ArrayList<>();
    List<Integer> onTheWay = new ArrayList<>();
    CreditedPublisher<Integer> consumer = new CreditedPublisher<>(window, credits::add);
    CreditedSubscriber<Integer> producer =
        new CreditedSubscriber<>(onTheWay::add, () -> {}, thrown -> {});
    Source source = new Source(producer);
    producer.onSubscribe(source);
    Seen seen = new Seen();
    consumer.subscribe(seen);
    producer.credit(consumer.credit());
    for (int step = 0; step < 2_000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> seen.request(1 + random.nextInt(10));
        case 1 -> {
          int some = random.nextInt(onTheWay.size() + 1);
          for (int i = 0; i < some; i++) {
            assertThat(consumer.arrived(onTheWay.removeFirst())).isTrue();
          }
        }
        case 2 -> {
          if (!credits.isEmpty()) {
            producer.credit(credits.get(random.nextInt(credits.size())));
          }
        }
        default -> {
          if (random.nextInt(10) == 0) {
            producer.credit(consumer.credit());
          }
        }
      }
      assertThat(onTheWay.size() + consumer.waiting())
          .as("seed %d, step %d, window %d", seed, step, window)
          .isLessThanOrEqualTo(window);
    }
    assertThat(consumer.overrun()).isZero();
    assertThat(seen.elements).hasSizeGreaterThan(window);
    for (int i = 0; i < seen.elements.size(); i++) {
      assertThat(seen.elements.get(i)).as("seed %d", seed).isEqualTo(i);
    }
    assertThat(source.requested).isEqualTo(producer.sent());
  }

  @Test
  void the_end_comes_after_the_last_element_and_once() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(10, credit -> {});
    Seen seen = new Seen();
    publisher.subscribe(seen);
    publisher.arrived(1);
    publisher.complete();
    publisher.fail(new IllegalStateException("late"));
    assertThat(seen.completed).isZero();
    assertThat(publisher.arrived(2)).isFalse();
    seen.request(5);
    assertThat(seen.elements).containsExactly(1);
    assertThat(seen.completed).isEqualTo(1);
    seen.request(5);
    assertThat(seen.completed).isEqualTo(1);
    assertThat(seen.failure).isNull();
  }

  @Test
  void what_the_subscriber_is_given_counts_against_the_window_until_it_has_taken_it() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(4, credit -> {});
    List<Boolean> taken = new ArrayList<>();
    Seen seen =
        new Seen() {
          @Override
          public void onNext(Integer element) {
            super.onNext(element);
            for (int i = 0; taken.size() < 5; i++) {
              taken.add(publisher.arrived(i));
            }
          }
        };
    publisher.subscribe(seen);
    publisher.arrived(100);
    seen.request(1);
    // Four were granted, and one of them is in its hands.
    assertThat(taken).containsExactly(true, true, true, false, false);
    assertThat(publisher.overrun()).isEqualTo(2);
    assertThat(publisher.arrived(101)).as("it has let go").isTrue();
  }

  @Test
  void elements_that_arrived_before_the_subscriber_wait_for_it() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(10, credit -> {});
    publisher.arrived(1);
    Seen seen = new Seen();
    publisher.subscribe(seen);
    seen.request(1);
    assertThat(seen.elements).containsExactly(1);
  }

  @Test
  void a_subscriber_may_request_while_it_is_given_an_element() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(10_000, credit -> {});
    Seen seen = new Seen();
    publisher.subscribe(seen);
    for (int i = 0; i < 10_000; i++) {
      publisher.arrived(i);
    }
    seen.again = 20_000;
    seen.request(1);
    assertThat(seen.elements).hasSize(10_000);
  }

  @Test
  void requests_of_nothing_end_with_an_error_and_more_than_a_long_is_endless() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(10, credit -> {});
    Seen seen = new Seen();
    publisher.subscribe(seen);
    seen.request(Long.MAX_VALUE);
    seen.request(Long.MAX_VALUE);
    publisher.arrived(1);
    assertThat(seen.elements).containsExactly(1);
    seen.request(0);
    assertThat(seen.failure).isInstanceOf(IllegalArgumentException.class);
    assertThat(publisher.arrived(2)).isFalse();
  }

  @Test
  void a_second_subscriber_is_refused_and_a_cancelled_one_gets_nothing() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(10, credit -> {});
    Seen first = new Seen();
    Seen second = new Seen();
    publisher.subscribe(first);
    publisher.subscribe(second);
    assertThat(second.failure).isInstanceOf(IllegalStateException.class);
    first.request(10);
    Objects.requireNonNull(first.subscription).cancel();
    assertThat(publisher.arrived(1)).isFalse();
    assertThat(first.elements).isEmpty();
  }

  @Test
  void a_producer_beyond_its_credit_is_counted_and_dropped() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(1, credit -> {});
    assertThat(publisher.arrived(1)).isTrue();
    assertThat(publisher.arrived(2)).isFalse();
    assertThat(publisher.overrun()).isEqualTo(1);
  }

  @Test
  void a_publisher_that_gives_more_than_requested_is_counted_and_not_sent() {
    List<Integer> sent = new ArrayList<>();
    CreditedSubscriber<Integer> producer =
        new CreditedSubscriber<>(sent::add, () -> {}, thrown -> {});
    Source source = new Source(producer);
    Source second = new Source(producer);
    producer.onSubscribe(source);
    producer.onSubscribe(second);
    assertThat(second.isCancelled).isTrue();
    producer.onNext(7);
    assertThat(sent).isEmpty();
    assertThat(producer.misused()).isEqualTo(1);
    producer.credit(2);
    producer.credit(1);
    assertThat(sent).containsExactly(0, 1);
    producer.cancel();
    assertThat(source.isCancelled).isTrue();
  }

  @Test
  void a_producer_that_was_cancelled_takes_no_publisher_and_sends_nothing() {
    List<Integer> sent = new ArrayList<>();
    CreditedSubscriber<Integer> early = new CreditedSubscriber<>(sent::add, () -> {}, thrown -> {});
    early.credit(5);
    early.cancel();
    Source source = new Source(early);
    early.onSubscribe(source);
    assertThat(source.isCancelled).isTrue();
    assertThat(source.requested).isZero();

    CreditedSubscriber<Integer> late = new CreditedSubscriber<>(sent::add, () -> {}, thrown -> {});
    List<Long> requests = new ArrayList<>();
    late.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            requests.add(n);
          }

          @Override
          public void cancel() {}
        });
    late.credit(3);
    late.onNext(0);
    late.cancel();
    late.onNext(1);
    late.credit(9);
    assertThat(sent).containsExactly(0);
    assertThat(requests).containsExactly(3L);
    assertThat(late.misused()).isZero();
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> new CreditedPublisher<Integer>(0, credit -> {}))
        .hasMessage("window is 0, expected 1 to 1000000000");
  }

  @Test
  void an_element_that_is_known_to_be_lost_gives_its_place_back() {
    List<Long> credits = new ArrayList<>();
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(2, credits::add);
    assertThat(publisher.credit()).isEqualTo(2);
    publisher.lost(2);
    assertThat(credits).containsExactly(4L);
    publisher.lost(-1);
    assertThat(publisher.credit()).isEqualTo(4);
  }

  @Test
  @SuppressWarnings("NullAway") // what a publisher that breaks the rules does
  void nothing_is_told_to_nobody() {
    List<Integer> sent = new ArrayList<>();
    CreditedSubscriber<Integer> producer =
        new CreditedSubscriber<>(sent::add, () -> {}, thrown -> {});
    producer.credit(5);
    assertThatThrownBy(() -> producer.onSubscribe(null)).hasMessage("subscription");
    producer.onSubscribe(new Source(producer));
    assertThat(sent).hasSize(5);
    assertThatThrownBy(() -> producer.onNext(null)).hasMessage("element");
    assertThatThrownBy(() -> producer.onError(null)).hasMessage("thrown");
    assertThat(producer.sent()).isEqualTo(5);
  }

  @Test
  void a_subscriber_that_has_gone_is_not_kept_and_no_other_takes_its_place() throws Exception {
    for (String how : List.of("cancelled", "completed", "threw")) {
      CreditedPublisher<Integer> publisher = new CreditedPublisher<>(2, credit -> {});
      Seen seen =
          new Seen() {
            @Override
            public void onNext(Integer element) {
              throw new IllegalStateException("broken");
            }
          };
      publisher.subscribe(seen);
      seen.request(1);
      switch (how) {
        case "cancelled" -> Objects.requireNonNull(seen.subscription).cancel();
        case "completed" -> publisher.complete();
        default -> publisher.arrived(1);
      }
      Field field = CreditedPublisher.class.getDeclaredField("subscriber");
      field.setAccessible(true);
      assertThat(field.get(publisher)).as(how).isNull();
      Seen second = new Seen();
      publisher.subscribe(second);
      assertThat(second.failure).as(how).isInstanceOf(IllegalStateException.class);
    }
  }
}
