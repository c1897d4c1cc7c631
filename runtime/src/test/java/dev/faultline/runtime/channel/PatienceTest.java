package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.Message;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever says "for ever" waits for ever, and not for no time at all. */
class PatienceTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  static Duration[] forEver() {
    return new Duration[] {
      Duration.ofNanos(Long.MAX_VALUE),
      Duration.ofSeconds(Long.MAX_VALUE),
      ChronoUnit.FOREVER.getDuration()
    };
  }

  @ParameterizedTest
  @MethodSource("forEver")
  void a_channel_may_be_told_to_wait_for_ever(Duration forEver) throws Exception {
    BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    try (LinkNode left =
            LinkNode.start(
                LOOPBACK, DriverOptions.DEFAULT, IdleStrategy.backingOff(), channel -> {});
        LinkNode right =
            LinkNode.start(
                LOOPBACK, DriverOptions.DEFAULT, IdleStrategy.backingOff(), accepted::add)) {
      Channel here =
          left.connect(right.localAddress(), forEver)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      AtomicBoolean gaveUp = new AtomicBoolean();
      Thread sender =
          new Thread(() -> {
            try {
              // More than buffers hold, so that some have to wait for room.
              for (int i = 0; i < 400; i++) {
                here.send(new byte[200_000], forEver);
              }
            } catch (TimeoutException | InterruptedException e) {
              gaveUp.set(true);
            }
          });
      sender.start();
      Channel there = accepted.poll(30, TimeUnit.SECONDS);
      assertThat(there).isNotNull();
      for (int i = 0; i < 400 && !gaveUp.get(); i++) {
        Message message = there.receive(i == 0 ? forEver : Duration.ofSeconds(30));
        assertThat(message).isNotNull();
      }
      sender.join();
      assertThat(gaveUp).isFalse();
      ChannelEnd end = here.close(forEver).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(end.acknowledged()).isEqualTo(400);
      assertThat(left.counters().applicationFailures()).isZero();
    }
  }

  /** They held on to sessions that were over, for as long as somebody had been patient. */
  @Test
  void channels_that_are_over_leave_no_timers_behind() throws Exception {
    try (LinkNode left =
            LinkNode.start(
                LOOPBACK, DriverOptions.DEFAULT, IdleStrategy.backingOff(), channel -> {});
        LinkNode right =
            LinkNode.start(
                LOOPBACK, DriverOptions.DEFAULT, IdleStrategy.backingOff(), channel -> {})) {
      Duration days = Duration.ofDays(30);
      for (int i = 0; i < 20; i++) {
        Channel channel =
            left.connect(right.localAddress(), days)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        channel.close(days);
        channel.close(days.plusDays(1)).toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
      assertThat(left.timers().toCompletableFuture().get(30, TimeUnit.SECONDS)).isZero();
    }
  }
}
