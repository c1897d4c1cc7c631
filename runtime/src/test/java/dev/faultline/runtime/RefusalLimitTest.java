package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class RefusalLimitTest {
  private final RefusalLimit limit = new RefusalLimit();

  private static InetSocketAddress peer(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  @Test
  void a_peer_that_asks_again_and_again_is_told_once_a_minute_with_how_often_it_was_not() {
    long begin = Long.MAX_VALUE - 10;
    assertThat(limit.tells(begin, peer(1))).isZero();
    for (int i = 1; i <= 100; i++) {
      assertThat(limit.tells(begin + i, peer(1))).isNegative();
    }
    assertThat(limit.tells(begin + RefusalLimit.WINDOW_NANOS - 1, peer(1))).isNegative();
    assertThat(limit.tells(begin + RefusalLimit.WINDOW_NANOS, peer(1))).isEqualTo(101);
    assertThat(limit.tells(begin + RefusalLimit.WINDOW_NANOS + 1, peer(2))).isZero();
  }

  @Test
  void many_addresses_fill_a_log_no_faster_than_a_few() {
    int told = 0;
    for (int i = 1; i <= 1_000; i++) {
      told += limit.tells(i, peer(i)) < 0 ? 0 : 1;
    }
    assertThat(told).isEqualTo(RefusalLimit.MOST);
    assertThat(limit.tells(1 + RefusalLimit.WINDOW_NANOS, peer(1_000)))
        .isEqualTo(1_000 - RefusalLimit.MOST);
  }
}
