package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Back-pressure: who finds no room is told when there is some. */
@Timeout(60)
class WritableTest {
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
    left.abort();
    right.abort();
  }

  private Channel connect() throws Exception {
    return left.connect(right.localAddress()).get(30, TimeUnit.SECONDS);
  }

  /** Sends until there is no room; returns how many were taken. */
  private static int fill(Channel channel) {
    MemorySegment message = MemorySegment.ofArray(new byte[20_000]);
    int count = 0;
    while (channel.offer(message, 0, 20_000)) {
      count++;
    }
    return count;
  }

  @Test
  void an_async_send_without_room_fails_with_the_stage_to_wait_for() throws Exception {
    Channel here = connect();
    Channel there = accepted.take();
    int taken = 0;
    CompletableFuture<Long> refused;
    do {
      taken += fill(here);
      refused = here.sendAsync(new byte[20_000]).toCompletableFuture();
      taken += refused.isCompletedExceptionally() ? 0 : 1;
    } while (!refused.isCompletedExceptionally());
    CompletableFuture<Long> last = refused;
    assertThatThrownBy(last::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(BackPressuredException.class)
        .hasMessageContaining("the peer does not take what was sent before");
    CompletionStage<Void> writable = ((BackPressuredException) last.exceptionNow()).writable();
    for (int i = 0; i < taken; i++) {
      assertThat(there.receive(LONG)).isNotNull();
    }
    writable.toCompletableFuture().get(30, TimeUnit.SECONDS);
    here.sendAsync(new byte[20_000]).toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(there.receive(LONG)).isNotNull();
  }

  @Test
  void there_is_room_for_any_message_when_that_was_said() throws Exception {
    Channel here = connect();
    Channel there = accepted.take();
    byte[] longest = new byte[(1 << 19) - 8];
    for (int i = 0; i < 50; i++) {
      fill(here);
      CompletionStage<Void> writable = here.writable();
      while (!writable.toCompletableFuture().isDone()) {
        there.receive(Duration.ofMillis(1));
      }
      assertThat(here.offer(MemorySegment.ofArray(longest), 0, longest.length)).isTrue();
    }
  }

  @Test
  void who_waits_for_room_is_told_that_the_channel_has_ended() throws Exception {
    Channel here = connect();
    Channel there = accepted.take();
    CompletionStage<Void> writable;
    do {
      fill(here);
      writable = here.writable();
    } while (!fullFor(here));
    there.abort();
    assertThatThrownBy(() ->
            here.end()
                .toCompletableFuture()
                .thenCompose(end -> here.writable())
                .get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ChannelClosedException.class);
    assertThat(writable.toCompletableFuture()).isDone();
  }

  private static boolean fullFor(Channel channel) {
    return !channel.offer(MemorySegment.ofArray(new byte[20_000]), 0, 20_000);
  }
}
