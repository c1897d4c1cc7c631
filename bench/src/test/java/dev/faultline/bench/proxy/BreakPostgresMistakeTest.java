package dev.faultline.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BreakPostgresMistakeTest {
  @Test
  void what_is_no_address_is_told_what_one_looks_like() {
    for (List<String> args : List.of(List.<String>of(), List.of("localhost:5432"))) {
      assertThat(BreakPostgres.mistake(args).orElseThrow())
          .startsWith("expected the address of a PostgreSQL");
    }
  }

  @Test
  void a_database_that_does_not_answer_is_one_line_without_the_password() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    String url = "jdbc:postgresql://127.0.0.1:" + nobody + "/postgres?user=me&password=secret";
    assertThat(BreakPostgres.mistake(List.of(url)).orElseThrow())
        .startsWith("cannot connect to PostgreSQL at 127.0.0.1:" + nobody + ": ")
        .doesNotContain("secret", "\n");
  }
}
