package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands between a driver's endpoint and the application passes everything on. */
class RefusalsTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Hears who was refused, and may throw. */
  private static final class Refuser implements LinkHandler {
    final List<String> refused = new ArrayList<>();

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long at, int length) {
      return true;
    }

    @Override
    public void onRefused(long peer, String why) {
      refused.add(why);
      throw new IllegalStateException("cannot write that down");
    }
  }

  @Test
  void a_driver_s_handler_hears_whom_it_refuses_and_why_and_may_throw() {
    Refuser refuser = new Refuser();
    DriverOptions fewer = DriverOptions.DEFAULT.withLink(LinkOptions.builder().streams(7).build());
    try (LinkDriver right = LinkDriver.open(LOOPBACK, DriverOptions.DEFAULT, refuser);
        LinkDriver left = LinkDriver.open(LOOPBACK, fewer, new Ends.Outbox())) {
      Session session = left.connect(right.localAddress());
      long end = System.nanoTime() + 30_000_000_000L;
      while (!session.ended() && System.nanoTime() < end) {
        left.work();
        right.work();
      }
      assertThat(refuser.refused).isNotEmpty();
      assertThat(refuser.refused.getFirst()).contains("streams").contains("7").contains("16");
      assertThat(right.counters().applicationFailures()).isPositive();
    }
  }

  @Test
  void who_asks_again_and_again_is_told_to_the_listener_once() {
    List<LinkFailure> told = new ArrayList<>();
    DriverOptions listening =
        DriverOptions.DEFAULT.withFailures(FailurePolicy.DEFAULT.withListener(told::add));
    DriverOptions fewer = DriverOptions.DEFAULT.withLink(LinkOptions.builder().streams(7).build());
    try (LinkDriver right = LinkDriver.open(LOOPBACK, listening, new Ends.Outbox());
        LinkDriver left = LinkDriver.open(LOOPBACK, fewer, new Ends.Outbox())) {
      for (int i = 0; i < 20; i++) {
        Session session = left.connect(right.localAddress());
        while (!session.ended()) {
          left.work();
          right.work();
        }
      }
      assertThat(right.linkCounters().refusals()).isGreaterThanOrEqualTo(20);
    }
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().describe()).contains("streams").doesNotContain("not listed");
    LinkFailure later = new LinkFailure.PeerRefused(LOOPBACK, "its streams", 19);
    assertThat(later.describe()).endsWith("its streams (19 refusals before it are not listed)");
  }

  @Test
  void the_guard_around_a_handler_passes_every_call_on() throws NoSuchMethodException {
    Class<?> guard =
        new Failures(FailurePolicy.DEFAULT, new DriverCounters())
            .guarding(new Refuser())
            .getClass();
    for (Method method : LinkHandler.class.getMethods()) {
      assertThat(guard.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass())
          .as(method.getName())
          .isEqualTo(guard);
    }
  }
}
