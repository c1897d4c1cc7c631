package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.SessionEnd;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.Message;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Issue 24, A2: what becomes of messages that a channel has taken when it is closed. */
class ChannelEndTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int LONGEST = 10_000;

  private final DriverOptions options =
      DriverOptions.DEFAULT.withLink(LinkOptions.builder().longestMessage(LONGEST).build());
  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final LinkNode left = start();
  private final LinkNode right = start();

  private LinkNode start() {
    return LinkNode.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        options,
        IdleStrategy.backingOff(),
        accepted::add);
  }

  @AfterEach
  void stop() {
    left.abort();
    right.abort();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Channel there() throws InterruptedException {
    Channel there = accepted.poll(30, TimeUnit.SECONDS);
    assertThat(there).isNotNull();
    return there;
  }

  private static long received(Channel channel) throws InterruptedException {
    long count = 0;
    try {
      while (channel.receive(LONG) != null) {
        count++;
      }
    } catch (ChannelClosedException e) {
      return count;
    }
    throw new AssertionError("only " + count + " messages came, and no end");
  }

  @Test
  void what_was_sent_before_close_arrives() throws Exception {
    for (int round = 0; round < 20; round++) {
      Channel here = get(left.connect(right.localAddress()));
      Channel there = there();
      for (int i = 0; i <= round; i++) {
        here.send(new byte[10], LONG);
      }
      ChannelEnd end = get(here.close(LONG));

      assertThat(end).isEqualTo(new ChannelEnd(SessionEnd.CLOSED, round + 1, 0, 0));
      assertThat(end.complete()).isTrue();
      assertThat(received(there)).isEqualTo(round + 1);
    }
  }

  @Test
  void what_was_sent_before_the_node_is_closed_arrives() throws Exception {
    try (LinkNode short1 = start()) {
      Channel here = get(short1.connect(right.localAddress()));
      Channel there = there();
      for (int i = 0; i < 1_000; i++) {
        here.send(new byte[100], LONG);
      }
      short1.close(LONG);

      assertThat(get(here.end())).isEqualTo(new ChannelEnd(SessionEnd.CLOSED, 1_000, 0, 0));
      assertThat(received(there)).isEqualTo(1_000);
    }
  }

  @Test
  void every_message_is_accounted_for_when_a_peer_takes_nothing_and_the_time_is_over()
      throws Exception {
    Channel here = get(left.connect(right.localAddress()));
    there();
    MemorySegment message = MemorySegment.ofArray(new byte[5_000]);
    long taken = 0;
    // Full for a whole second: then the peer's window is full as well, and not only this side's
    // ring.
    for (long since = System.nanoTime(); System.nanoTime() - since < 1_000_000_000L; ) {
      if (here.offer(message, 0, 5_000)) {
        taken++;
        since = System.nanoTime();
      } else {
        Thread.onSpinWait();
      }
    }
    CompletableFuture<Long> refused = here.sendAsync(new byte[1]).toCompletableFuture();
    taken += refused.isCompletedExceptionally() ? 0 : 1;
    ChannelEnd end = get(here.close(Duration.ofMillis(50)));

    assertThat(end.why()).isEqualTo(SessionEnd.ABORTED);
    assertThat(end.unsent()).isPositive();
    assertThat(end.acknowledged() + end.uncertain() + end.unsent()).isEqualTo(taken);
    assertThat(end.complete()).isFalse();
    assertThatThrownBy(() -> here.send(new byte[1], LONG))
        .isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void abort_tells_both_sides_at_once() throws Exception {
    Channel here = get(left.connect(right.localAddress()));
    Channel there = there();
    here.send(new byte[1], LONG);
    assertThat(there.receive(LONG)).isNotNull();

    assertThat(get(here.abort()).why()).isEqualTo(SessionEnd.ABORTED);
    assertThat(get(there.end()).why()).isEqualTo(SessionEnd.ABORTED);
  }

  @Test
  void threads_that_send_while_another_closes_know_of_each_message_whether_it_was_taken()
      throws Exception {
    for (int round = 0; round < 10; round++) {
      Channel here = get(left.connect(right.localAddress()));
      Channel there = there();
      List<Thread> senders = new ArrayList<>();
      long[] taken = new long[4];
      CountDownLatch begun = new CountDownLatch(4);
      for (int i = 0; i < 4; i++) {
        int sender = i;
        senders.add(
            Thread.ofPlatform()
                .start(() -> {
                  begun.countDown();
                  MemorySegment message = MemorySegment.ofArray(new byte[64]);
                  try {
                    while (true) {
                      if (here.offer(message, 0, 64)) {
                        taken[sender]++;
                      } else {
                        Thread.yield();
                      }
                    }
                  } catch (ChannelClosedException e) {
                    // The end of this sender.
                  }
                }));
      }
      begun.await();
      CompletableFuture<Long> got =
          CompletableFuture.supplyAsync(() -> {
            try {
              return received(there);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      ChannelEnd end = get(here.close(LONG));
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(end.complete()).isTrue();
      assertThat(end.acknowledged()).isEqualTo(taken[0] + taken[1] + taken[2] + taken[3]);
      assertThat(got.get(30, TimeUnit.SECONDS)).isEqualTo(end.acknowledged());
    }
  }

  @Test
  void a_message_that_is_longer_than_the_link_takes_is_refused_and_closes_up_nothing()
      throws Exception {
    Channel here = get(left.connect(right.localAddress()));
    Channel there = there();
    assertThatThrownBy(() -> here.send(new byte[LONGEST + 1], LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(LONGEST + 1 + " bytes, expected at most " + LONGEST);
    here.send(new byte[LONGEST], LONG);
    Message message = there.receive(LONG);
    assertThat(message).isNotNull();
    assertThat(message.id().sequence()).isEqualTo(1);
  }
}
