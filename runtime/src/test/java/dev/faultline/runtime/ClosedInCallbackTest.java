package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.udp.UdpOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler closes its own driver: the duty cycle that called it ends as any other does. */
class ClosedInCallbackTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int STREAM = 1;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private @Nullable LinkDriver closing;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Answers its first message, and closes its driver. */
  private final class Closer implements LinkHandler {
    @Override
    public void onConnected(Session session) {
      session.open(STREAM, StreamKind.ORDERED);
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long at, int length) {
      from.offer(STREAM, buffer, at, length);
      LinkDriver own = closing;
      if (own != null) {
        own.close();
      }
      closed.countDown();
      return true;
    }
  }

  private static LinkDriver sender(LinkDriver to, DriverOptions options) {
    LinkDriver sender = LinkDriver.open(LOOPBACK, options, new Ends.Outbox());
    Session session = sender.connect(to.localAddress());
    session.open(STREAM, StreamKind.ORDERED);
    session.offer(STREAM, Arena.ofAuto().allocate(5_000), 0, 5_000);
    return sender;
  }

  @ParameterizedTest
  @EnumSource(
      value = UdpOptions.Backend.class,
      names = {"FASTEST", "CHANNEL"})
  void the_duty_cycle_ends_in_order_and_the_next_says_that_the_driver_is_closed(
      UdpOptions.Backend backend) {
    DriverOptions options = DriverOptions.DEFAULT.withUdp(UdpOptions.DEFAULT.withBackend(backend));
    LinkDriver driver = LinkDriver.open(LOOPBACK, options, new Closer());
    closing = driver;
    try (LinkDriver sender = sender(driver, options)) {
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (closed.getCount() > 0 && System.nanoTime() < end) {
        sender.work();
        driver.work();
      }
      assertThat(closed.getCount()).isZero();
      assertThatThrownBy(driver::work)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is closed");
      driver.await();
      driver.close();
    }
  }

  @Test
  void a_thread_whose_driver_was_closed_ends_without_a_failure() throws InterruptedException {
    LinkDriver driver = LinkDriver.open(LOOPBACK, DriverOptions.DEFAULT, new Closer());
    closing = driver;
    LinkThread thread = new LinkThread("closes itself", driver, IdleStrategy.backingOff());
    try (LinkDriver sender = sender(driver, DriverOptions.DEFAULT)) {
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (closed.getCount() > 0 && System.nanoTime() < end) {
        sender.work();
      }
    }
    assertThat(closed.await(0, TimeUnit.SECONDS)).isTrue();
    thread.join();
    assertThat(thread.failure()).isNull();
  }
}
