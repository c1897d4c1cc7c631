package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class RefusalLimitTest {
  private final RefusalLimit limit = new RefusalLimit();

  private static InetSocketAddress peer(int host) {
    return new InetSocketAddress("10.0.%d.%d".formatted(host / 250, host % 250), 9_000);
  }

  private long tells(long now, InetSocketAddress peer) {
    return limit.tells(now, peer, "its streams");
  }

  @Test
  void a_peer_that_asks_again_and_again_is_told_once_a_minute_with_how_often_it_was_not() {
    long begin = Long.MAX_VALUE - 10;
    assertThat(tells(begin, peer(1))).isZero();
    for (int i = 1; i <= 100; i++) {
      assertThat(tells(begin + i, peer(1))).isNegative();
    }
    assertThat(tells(begin + RefusalLimit.WINDOW_NANOS - 1, peer(1))).isNegative();
    assertThat(tells(begin + RefusalLimit.WINDOW_NANOS, peer(1))).isEqualTo(101);
    assertThat(tells(begin + RefusalLimit.WINDOW_NANOS + 1, peer(2))).isZero();
  }

  @Test
  void many_addresses_fill_a_log_no_faster_than_a_few() {
    int told = 0;
    for (int i = 1; i <= 1_000; i++) {
      told += tells(i, peer(i)) < 0 ? 0 : 1;
    }
    assertThat(told).isEqualTo(RefusalLimit.MOST);
    assertThat(tells(1 + RefusalLimit.WINDOW_NANOS, peer(1_000)))
        .isEqualTo(1_000 - RefusalLimit.MOST);
  }

  @Test
  void one_host_does_not_hide_the_others() {
    int told = 0;
    for (int port = 1; port <= 1_000; port++) {
      told += tells(port, new InetSocketAddress("10.0.0.1", port)) < 0 ? 0 : 1;
    }
    assertThat(told).isEqualTo(RefusalLimit.MOST_OF_HOST);
    assertThat(tells(1_001, peer(2))).isEqualTo(1_000 - RefusalLimit.MOST_OF_HOST);
  }

  @Test
  void a_peer_that_was_mended_and_is_refused_for_another_reason_is_told_again() {
    assertThat(limit.tells(1, peer(1), "its streams")).isZero();
    assertThat(limit.tells(2, peer(1), "its longest message")).isZero();
    assertThat(limit.tells(3, peer(1), "its longest message")).isNegative();
  }
}
