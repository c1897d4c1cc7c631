package dev.faultline.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdleCountTest {
  @Test
  void as_many_as_were_asked_for_where_the_limit_allows_them() {
    assertThat(new IdleCount(10_000, 65_536, 80).possible()).isEqualTo(10_000);
    assertThat(new IdleCount(10_000, Long.MAX_VALUE, 0).possible()).isEqualTo(10_000);
  }

  @Test
  void as_many_as_there_are_descriptors_for_otherwise_and_a_line_that_says_so() {
    IdleCount count = new IdleCount(10_000, 20_000, 80);
    assertThat(count.possible()).isEqualTo(9_710);
    assertThat(count.shortage())
        .isEqualTo(
            "10,000 idle connections need 20,580 descriptors of each process; the limit here is"
                + " 20,000 (ulimit -n), so that it is 9,710");
  }

  @Test
  void none_where_hardly_any_descriptor_is_left() {
    assertThat(new IdleCount(10_000, 256, 80).possible()).isZero();
  }

  @Test
  void what_this_process_has_open_counts() throws Exception {
    long before = IdleCount.here(1).open();
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        sockets.add(new ServerSocket(0));
      }
      assertThat(IdleCount.here(1).open()).isGreaterThanOrEqualTo(before + 20);
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
