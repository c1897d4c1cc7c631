package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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
      assertThat(end.arrived()).isEqualTo(400);
      assertThat(left.counters().applicationFailures).isZero();
    }
  }

  @Test
  void no_patience_overflows() {
    for (Duration forEver : forEver()) {
      assertThat(Patience.nanos(forEver)).isGreaterThanOrEqualTo(Long.MAX_VALUE);
      assertThat(Patience.end(1, forEver)).isEqualTo(Long.MAX_VALUE);
      assertThat(Patience.end(1L << 62, forEver)).isEqualTo(Long.MAX_VALUE);
    }
    assertThat(Patience.end(5, Duration.ofNanos(7))).isEqualTo(12);
    assertThat(Patience.end(5, Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(5);
    assertThat(Patience.end(-5, Duration.ofNanos(7))).isEqualTo(2);
  }

  @Test
  void a_timer_for_ever_is_never_due_and_keeps_no_other_waiting() {
    Timers timers = new Timers();
    timers.add(Long.MAX_VALUE, () -> {});
    assertThat(timers.due(Long.MAX_VALUE)).isNull();
    Runnable soon = () -> {};
    timers.add(10, soon);
    assertThat(timers.deadline()).isEqualTo(10);
    assertThat(timers.due(9)).isNull();
    assertThat(timers.due(10)).isSameAs(soon);
  }

  @Test
  void what_is_never_due_or_was_cancelled_is_not_kept() {
    Timers timers = new Timers();
    List<Timers.Timer> later = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      timers.add(Long.MAX_VALUE, () -> {});
      later.add(timers.add(1_000 + i, () -> {}));
    }
    assertThat(timers.size()).isEqualTo(10_000);
    Runnable last = () -> {};
    timers.add(100_000, last);
    for (Timers.Timer each : later) {
      timers.cancel(each);
      timers.cancel(each);
    }
    assertThat(timers.size()).isEqualTo(1);
    assertThat(timers.kept()).isLessThan(100);
    assertThat(timers.due(99_999)).isNull();
    assertThat(timers.deadline()).isEqualTo(100_000);
    assertThat(timers.due(100_000)).isSameAs(last);
    assertThat(timers.size()).isZero();
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
