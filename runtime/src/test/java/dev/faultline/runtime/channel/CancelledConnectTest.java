package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.SessionEnd;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever gives up connecting ends the attempt, and all that it held. */
@Timeout(60)
class CancelledConnectTest {
  private static final Duration DAYS = Duration.ofDays(30);

  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final LinkNode left = start();

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
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_cancelled_attempt_leaves_no_session_and_no_timer() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Channel> attempt = left.connect(address(silent), DAYS);
      silent.receive(new DatagramPacket(new byte[2_000], 2_000));
      assertThat(get(left.sessions())).isEqualTo(1);
      assertThat(get(left.timers())).isEqualTo(1);

      assertThat(attempt.cancel(false)).isTrue();

      assertThat(get(left.sessions())).isZero();
      assertThat(get(left.timers())).isZero();
    }
  }

  @Test
  void an_attempt_that_its_caller_limits_ends_with_that_limit() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Channel> attempt =
          left.connect(address(silent), DAYS).orTimeout(50, TimeUnit.MILLISECONDS);
      assertThatThrownBy(() -> get(attempt)).hasCauseInstanceOf(TimeoutException.class);
      noSessionsAreLeft();
      assertThat(get(left.timers())).isZero();
    }
  }

  @Test
  void an_attempt_that_its_caller_completes_by_hand_ends() throws Exception {
    LinkNode right = start();
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Channel another = get(left.connect(right.localAddress()));
      CompletableFuture<Channel> attempt = left.connect(address(silent), DAYS);
      silent.receive(new DatagramPacket(new byte[2_000], 2_000));
      assertThat(get(left.sessions())).isEqualTo(2);

      assertThat(attempt.complete(another)).isTrue();

      assertThat(get(left.sessions())).isEqualTo(1);
      assertThat(get(left.timers())).isZero();
    } finally {
      right.abort();
    }
  }

  @Test
  void a_peer_that_accepted_a_cancelled_attempt_is_told_that_it_is_over() throws Exception {
    LinkNode right = start();
    try {
      for (int i = 0; i < 40; i++) {
        CompletableFuture<Channel> attempt = left.connect(right.localAddress(), DAYS);
        if (i % 2 == 0) {
          // Otherwise at once, which is before the answer.
          while (accepted.isEmpty() && !attempt.isDone()) {
            Thread.onSpinWait();
          }
        }
        boolean cancelled = attempt.cancel(false);
        Channel there = accepted.poll(cancelled ? 50 : 5_000, TimeUnit.MILLISECONDS);
        if (cancelled && there != null) {
          assertThat(get(there.end()).why()).isEqualTo(SessionEnd.ABORTED);
        } else if (!cancelled) {
          get(attempt.join().close());
        }
        noSessionsAreLeft();
      }
    } finally {
      right.abort();
    }
  }

  /** Soon: what ends them may be a task of the node's thread that was added just now. */
  private void noSessionsAreLeft() throws Exception {
    while (get(left.sessions()) > 0) {
      Thread.onSpinWait();
    }
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }
}
