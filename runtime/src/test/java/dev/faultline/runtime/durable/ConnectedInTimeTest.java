package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The driver is driven by the test's thread. */
class ConnectedInTimeTest {
  private static final Duration DAYS = Duration.ofDays(30);

  @Test
  void who_waits_for_a_peer_leaves_no_timer_when_it_is_there() {
    try (LinkDriver driver =
        LinkDriver.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            DriverOptions.DEFAULT,
            (session, stream, sequence, buffer, offset, length) -> true)) {
      PeerWatch peer = new PeerWatch("orders", driver, Duration.ofDays(1));
      driver.work();
      int before = driver.timers();
      CompletableFuture<Void> waiting = peer.connected(DAYS).toCompletableFuture();
      driver.work();
      assertThat(driver.timers()).isEqualTo(before + 1);
      peer.connects();
      assertThat(waiting).isCompleted();
      assertThat(driver.timers()).isEqualTo(before);
      assertThat(peer.connected(DAYS).toCompletableFuture()).isCompleted();
      driver.work();
      assertThat(driver.timers()).isEqualTo(before);
    }
  }
}
