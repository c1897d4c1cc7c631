package dev.faultline.guard.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.queue.CreditedFlowTest.Seen;
import dev.faultline.guard.queue.CreditedFlowTest.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Publishers, subscribers and links that throw or fail. */
final class CreditedFlowFailuresTest {
  @Test
  void a_credit_is_not_used_up_by_a_publisher_that_throws() {
    List<Integer> sent = new ArrayList<>();
    CreditedSubscriber<Integer> subscriber =
        new CreditedSubscriber<>(sent::add, () -> {}, thrown -> {});
    Source source = new Source(subscriber);
    boolean[] isBroken = {true};
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            if (isBroken[0]) {
              throw new IllegalStateException("broken");
            }
            source.request(n);
          }

          @Override
          public void cancel() {}
        });
    assertThatThrownBy(() -> subscriber.credit(3)).hasMessage("broken");
    isBroken[0] = false;
    subscriber.credit(3);
    assertThat(sent).containsExactly(0, 1, 2);
    subscriber.credit(5);
    assertThat(sent).hasSize(5);
    assertThat(subscriber.misused()).isZero();
  }

  /** A publisher that hands over at once and remembers what it owes, whatever is thrown at it. */
  private static final class Owing implements Flow.Subscription {
    private final Flow.Subscriber<? super Integer> to;
    private long owed;
    private int next;
    private boolean isGiving;

    Owing(Flow.Subscriber<? super Integer> to) {
      this.to = to;
    }

    @Override
    public void request(long n) {
      owed += n;
      if (isGiving) {
        return;
      }
      isGiving = true;
      try {
        while (owed > 0) {
          owed--;
          to.onNext(next++);
        }
      } finally {
        isGiving = false;
      }
    }

    @Override
    public void cancel() {}
  }

  @Test
  void a_send_that_throws_loses_its_own_element_and_no_later_one() {
    List<Integer> sent = new ArrayList<>();
    CreditedSubscriber<Integer> subscriber =
        new CreditedSubscriber<>(
            element -> {
              if (element == 3 || element == 5) {
                throw new IllegalStateException("no room for " + element);
              }
              sent.add(element);
            },
            () -> {},
            thrown -> {});
    Owing publisher = new Owing(subscriber);
    subscriber.onSubscribe(publisher);
    assertThatThrownBy(() -> subscriber.credit(10))
        .hasMessage("no room for 3")
        .satisfies(thrown ->
            assertThat(thrown.getSuppressed())
                .singleElement()
                .satisfies(later -> assertThat(later).hasMessage("no room for 5")));
    assertThat(publisher.owed).isZero();
    assertThat(subscriber.sent()).isEqualTo(8);
    subscriber.credit(10);
    subscriber.credit(14);
    assertThat(sent).containsExactly(0, 1, 2, 4, 6, 7, 8, 9, 10, 11, 12, 13);
    assertThat(subscriber.sent()).isEqualTo(12);
    assertThat(subscriber.misused()).isZero();
  }

  @Test
  void a_send_that_grants_credit_itself_throws_out_of_the_outer_one_only() {
    List<Integer> sent = new ArrayList<>();
    List<CreditedSubscriber<Integer>> self = new ArrayList<>();
    CreditedSubscriber<Integer> subscriber =
        new CreditedSubscriber<>(
            element -> {
              if (element == 0) {
                self.getFirst().credit(3);
              }
              if (element == 1) {
                throw new IllegalStateException("no room");
              }
              sent.add(element);
            },
            () -> {},
            thrown -> {});
    self.add(subscriber);
    Source source = new Source(subscriber);
    subscriber.onSubscribe(source);
    assertThatThrownBy(() -> subscriber.credit(1)).hasMessage("no room");
    // The inner call gave 1 and 2 while 0 was being sent.
    assertThat(sent).containsExactly(2, 0);
    assertThat(subscriber.sent()).isEqualTo(2);
  }

  @Test
  void a_publisher_that_throws_after_it_has_begun_owes_the_rest() {
    List<Integer> sent = new ArrayList<>();
    CreditedSubscriber<Integer> subscriber =
        new CreditedSubscriber<>(sent::add, () -> {}, thrown -> {});
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            subscriber.onNext(0);
            throw new IllegalStateException("broken");
          }

          @Override
          public void cancel() {}
        });
    assertThatThrownBy(() -> subscriber.credit(3)).hasMessage("broken");
    subscriber.onNext(1);
    subscriber.onNext(2);
    subscriber.onNext(3);
    assertThat(sent).containsExactly(0, 1, 2);
    assertThat(subscriber.misused()).isEqualTo(1);
  }

  @Test
  void a_send_that_throws_on_the_thread_of_the_publisher_throws_to_it() {
    CreditedSubscriber<Integer> subscriber =
        new CreditedSubscriber<>(
            element -> {
              throw new IllegalStateException("no room");
            },
            () -> {},
            thrown -> {});
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    subscriber.credit(2);
    assertThatThrownBy(() -> subscriber.onNext(0)).hasMessage("no room");
    assertThat(subscriber.sent()).isZero();
  }

  @Test
  void a_failed_link_is_told() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(10, credit -> {});
    Seen seen = new Seen();
    publisher.subscribe(seen);
    publisher.fail(new IllegalStateException("reset"));
    assertThat(seen.failure).hasMessage("reset");
  }

  @Test
  void a_subscriber_that_throws_is_cancelled_and_the_thread_of_the_link_goes_on() {
    List<Long> credits = new ArrayList<>();
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(2, credits::add);
    IllegalStateException broken = new IllegalStateException("broken");
    Seen seen =
        new Seen() {
          @Override
          public void onNext(Integer element) {
            super.onNext(element);
            if (element == 1) {
              throw broken;
            }
          }
        };
    publisher.subscribe(seen);
    seen.request(10);
    assertThat(publisher.arrived(0)).isTrue();
    assertThat(publisher.thrown()).isNull();
    long before = publisher.credit();
    publisher.arrived(1);
    assertThat(publisher.thrown()).isSameAs(broken);
    assertThat(publisher.credit()).isEqualTo(before + 1);
    assertThat(publisher.arrived(2)).isFalse();
    publisher.complete();
    assertThat(seen.elements).containsExactly(0, 1);
    assertThat(seen.completed).isZero();
  }

  @Test
  void a_subscriber_that_throws_at_its_subscription_or_at_the_end_is_cancelled_too() {
    for (boolean atTheEnd : new boolean[] {false, true}) {
      CreditedPublisher<Integer> publisher = new CreditedPublisher<>(2, credit -> {});
      publisher.subscribe(
          new Seen() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
              if (!atTheEnd) {
                throw new IllegalStateException("broken");
              }
            }

            @Override
            public void onComplete() {
              throw new IllegalStateException("broken");
            }
          });
      publisher.complete();
      assertThat(publisher.thrown()).hasMessage("broken");
      assertThat(publisher.arrived(1)).isFalse();
    }
  }

  @Test
  void an_error_that_a_subscriber_throws_is_passed_on_and_cancels_it() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(2, credit -> {});
    Seen seen =
        new Seen() {
          @Override
          public void onNext(Integer element) {
            throw new StackOverflowError("deep");
          }
        };
    publisher.subscribe(seen);
    seen.request(10);
    assertThatThrownBy(() -> publisher.arrived(0)).isInstanceOf(StackOverflowError.class);
    assertThat(publisher.thrown()).isInstanceOf(StackOverflowError.class);
    assertThat(publisher.arrived(1)).isFalse();
  }

  @Test
  void a_credit_that_cannot_be_sent_is_lost_and_nothing_else() {
    List<Long> credits = new ArrayList<>();
    boolean[] isDown = {true};
    CreditedPublisher<Integer> publisher =
        new CreditedPublisher<>(
            4,
            credit -> {
              if (isDown[0]) {
                throw new IllegalStateException("link down");
              }
              credits.add(credit);
            });
    Seen seen = new Seen();
    publisher.subscribe(seen);
    for (int i = 0; i < 4; i++) {
      publisher.arrived(i);
    }
    publisher.complete();
    seen.request(10);
    assertThat(seen.elements).containsExactly(0, 1, 2, 3);
    assertThat(seen.completed).isEqualTo(1);
    assertThat(publisher.lostGrants()).isPositive();

    // Once the link is up again, the next element makes up for it.
    CreditedPublisher<Integer> later = new CreditedPublisher<>(4, grantOnce(credits));
    Seen again = new Seen();
    later.subscribe(again);
    again.request(10);
    later.arrived(1);
    later.arrived(2);
    assertThat(later.lostGrants()).isEqualTo(1);
    assertThat(credits).isEmpty();
    later.arrived(3);
    assertThat(credits).containsExactly(7L);
  }

  private static LongConsumer grantOnce(List<Long> credits) {
    boolean[] failed = {false};
    return credit -> {
      if (!failed[0]) {
        failed[0] = true;
        throw new IllegalStateException("link down");
      }
      credits.add(credit);
    };
  }

  @Test
  void the_failure_of_the_link_stays_the_reason_whatever_is_requested_after_it() {
    CreditedPublisher<Integer> publisher = new CreditedPublisher<>(2, credit -> {});
    Seen seen = new Seen();
    publisher.subscribe(seen);
    publisher.arrived(1);
    IllegalStateException down = new IllegalStateException("link down");
    publisher.fail(down);
    seen.request(-5);
    assertThat(seen.failure).isSameAs(down);
    assertThat(seen.elements).isEmpty();
  }
}
