package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.Message;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkNodeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final LinkNode left = start();
  private final LinkNode right = start();

  private LinkNode start() {
    return LinkNode.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        DriverOptions.DEFAULT,
        IdleStrategy.backingOff(),
        accepted::add);
  }

  @AfterEach
  void stop() {
    left.close();
    right.close();
  }

  private Channel connect() throws Exception {
    return left.connect(right.localAddress()).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Channel other() throws InterruptedException {
    Channel other = accepted.poll(30, TimeUnit.SECONDS);
    assertThat(other).isNotNull();
    return other;
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(100).putInt(number).array();
  }

  private static int number(@Nullable Message message) {
    assertThat(message).isNotNull();
    return ByteBuffer.wrap(message.bytes()).getInt();
  }

  @Test
  void threads_send_and_wait_for_messages_in_both_directions() throws Exception {
    Channel here = connect();
    here.send(bytes(1), LONG);
    Channel there = other();
    for (int i = 1; i <= 1_000; i++) {
      Message message = Objects.requireNonNull(there.receive(LONG));
      assertThat(number(message)).isEqualTo(i);
      assertThat(message.id().sequence()).isEqualTo(i);
      there.send(bytes(-i), LONG);
      assertThat(number(here.receive(LONG))).isEqualTo(-i);
      here.send(bytes(i + 1), LONG);
    }
    assertThat(here.receive(Duration.ZERO)).isNull();
  }

  @Test
  void a_stage_completes_with_the_sequence_number() throws Exception {
    Channel here = connect();
    List<CompletableFuture<Long>> stages = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      stages.add(here.sendAsync(bytes(i)).toCompletableFuture());
    }
    for (int i = 0; i < 500; i++) {
      assertThat(stages.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
    }
  }

  @Test
  void a_receiver_that_takes_nothing_holds_the_sender_back_and_nothing_is_lost() throws Exception {
    Channel here = connect();
    here.send(bytes(0), LONG);
    Channel there = other();
    MemorySegment message = MemorySegment.ofArray(new byte[1000]);
    int sent = 1;
    long full = 0;
    // What the inbox, the window and the buffers hold is bounded, so this comes to an end.
    while (full < 2_000) {
      message.set(ValueLayout.JAVA_INT_UNALIGNED, 0, Integer.reverseBytes(sent));
      if (here.offer(message, 0, 1000)) {
        sent++;
        full = 0;
      } else {
        full++;
        Thread.yield();
      }
      assertThat(sent).isLessThan(100_000);
    }
    int last = sent - 1;
    Collected collected = new Collected(last);
    there.messages().subscribe(collected);
    assertThat(collected.done.await(60, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i <= last; i++) {
      assertThat(collected.numbers.get(i)).isEqualTo(i);
    }
  }

  private static final class Collected implements Flow.Subscriber<Message> {
    private final List<Integer> numbers = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final int last;
    private Flow.@Nullable Subscription subscription;

    Collected(int last) {
      this.last = last;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(Message message) {
      numbers.add(number(message));
      if (numbers.size() == last + 1) {
        done.countDown();
      }
      if (subscription != null) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable e) {}

    @Override
    public void onComplete() {}
  }

  @Test
  void a_channel_that_is_over_says_so_on_both_sides() throws Exception {
    Channel here = connect();
    here.send(bytes(1), LONG);
    Channel there = other();
    assertThat(number(there.receive(LONG))).isEqualTo(1);
    here.close();
    assertThatThrownBy(() -> there.receive(LONG))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageContaining("CLOSED_BY_PEER");
    assertThatThrownBy(() -> there.send(bytes(2), LONG)).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void a_message_that_no_channel_takes_is_refused() throws Exception {
    Channel here = connect();
    assertThatThrownBy(() -> here.send(new byte[1 << 20], LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at most");
  }
}
