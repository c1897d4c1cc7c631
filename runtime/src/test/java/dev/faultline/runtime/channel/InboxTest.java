package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.DeliveryId;
import dev.faultline.runtime.Message;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What subscribers of a channel get, by the rules of Reactive Streams. */
@SuppressWarnings("NullAway")
class InboxTest {
  private static final DeliveryId ID = new DeliveryId(new SessionId(1, 2), 1, 1);

  private final Inbox inbox = new Inbox(null);
  private final List<String> heard = new ArrayList<>();

  private class Listener implements Flow.Subscriber<Message> {
    Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      heard.add("subscribed");
    }

    @Override
    public void onNext(Message message) {
      heard.add("message");
    }

    @Override
    public void onError(Throwable error) {
      heard.add("error");
    }

    @Override
    public void onComplete() {
      heard.add("complete");
    }

    void request(long n) {
      Objects.requireNonNull(subscription).request(n);
    }
  }

  private void put() {
    assertThat(inbox.put(ID, MemorySegment.ofArray(new byte[4]), 0, 4)).isTrue();
  }

  @Test
  void what_one_subscriber_has_asked_for_is_not_given_to_the_next() {
    Listener first = new Listener();
    inbox.subscribe(first);
    first.request(10);
    put();
    Objects.requireNonNull(first.subscription).cancel();
    heard.clear();
    Listener second = new Listener();
    inbox.subscribe(second);
    put();
    put();
    assertThat(heard).containsExactly("subscribed");
    second.request(1);
    assertThat(heard).containsExactly("subscribed", "message");
  }

  @Test
  void who_asks_wrongly_hears_of_it_once_and_the_next_one_gets_what_is_there() {
    Listener first = new Listener();
    inbox.subscribe(first);
    first.request(0);
    put();
    assertThat(heard).containsExactly("subscribed", "error");
    heard.clear();
    Listener second = new Listener();
    inbox.subscribe(second);
    second.request(5);
    assertThat(heard).containsExactly("subscribed", "message");
  }

  /** The driver's thread closes the channel while another one subscribes. */
  @Test
  void nothing_and_no_end_comes_before_the_subscription() {
    inbox.subscribe(
        new Listener() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            given.request(10);
            put();
            inbox.close("over");
            super.onSubscribe(given);
          }
        });
    assertThat(heard).containsExactly("subscribed", "message", "complete");
  }

  @Test
  void who_throws_at_its_subscription_is_none() {
    assertThatThrownBy(() ->
            inbox.subscribe(
                new Listener() {
                  @Override
                  public void onSubscribe(Flow.Subscription given) {
                    throw new IllegalStateException("not today");
                  }
                }))
        .hasMessage("not today");
    Listener next = new Listener();
    inbox.subscribe(next);
    next.request(1);
    put();
    assertThat(heard).containsExactly("subscribed", "message");
  }

  @Test
  void what_a_former_subscriber_does_late_is_not_taken_for_the_next_one() {
    Listener first = new Listener();
    inbox.subscribe(first);
    Flow.Subscription over = Objects.requireNonNull(first.subscription);
    over.cancel();
    Listener second = new Listener();
    inbox.subscribe(second);
    heard.clear();
    over.request(5);
    put();
    over.request(0);
    assertThat(heard).isEmpty();
    over.cancel();
    second.request(1);
    assertThat(heard).containsExactly("message");
  }

  @Test
  void who_subscribes_while_another_one_has_a_message_waits_until_that_is_over() {
    Listener first =
        new Listener() {
          @Override
          public void onNext(Message message) {
            Objects.requireNonNull(subscription).cancel();
            inbox.subscribe(
                new Listener() {
                  @Override
                  public void onSubscribe(Flow.Subscription given) {
                    super.onSubscribe(given);
                    given.request(1);
                    heard.add("asked");
                  }
                });
            heard.add("taken");
          }
        };
    inbox.subscribe(first);
    put();
    put();
    first.request(7);
    assertThat(heard).containsExactly("subscribed", "taken", "subscribed", "asked", "message");
  }
}
