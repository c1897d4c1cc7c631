package dev.faultline.mount.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlServerTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private ControlServer server;

  @BeforeEach
  void start() throws IOException {
    server = ControlServer.bind(0);
    server.start(new Echo());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void who_is_slow_to_ask_holds_up_nobody_else() throws IOException {
    try (Socket head = socket();
        Socket body = socket()) {
      send(head, "GET /unsy");
      send(body, "POST /faults HTTP/1.1\r\nHost: " + host() + "\r\nContent-Length: 9\r\n\r\nfail");
      assertThat(answer("GET /unsynced HTTP/1.1", "")).startsWith("HTTP/1.1 200").endsWith("all\n");
      send(body, " fsyn");
      assertThat(read(body)).startsWith("HTTP/1.1 200").endsWith("\r\nfail fsyn\n");
    }
  }

  @Test
  void a_body_without_end_is_refused() throws IOException {
    assertThat(answer("POST /faults HTTP/1.1", "#".repeat((1 << 20) + 2)))
        .startsWith("HTTP/1.1 400")
        .endsWith("the body has more than 1048576 bytes\n");
  }

  @Test
  void a_number_that_no_rule_can_have_is_one_that_none_has() throws IOException {
    assertThat(answer("DELETE /faults?rule=99999999999999 HTTP/1.1", ""))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n" + Integer.MAX_VALUE + "\n");
  }

  private String host() {
    return "127.0.0.1:" + server.port();
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private String answer(String line, String body) throws IOException {
    try (Socket socket = socket()) {
      send(
          socket,
          "%s\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(line, host(), body.length(), body));
      return read(socket);
    }
  }

  private static String read(Socket socket) throws IOException {
    socket.shutdownOutput();
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Says what it was asked. */
  private static final class Echo implements Controlled {
    @Override
    public List<String> crash(@Nullable String profile, Choice choice, boolean kill) {
      return List.of(choice.toString());
    }

    @Override
    public List<String> unsynced(@Nullable String profile) {
      return List.of("all");
    }

    @Override
    public List<String> checkpoint() {
      return List.of();
    }

    @Override
    public List<String> addFaults(String rules, long seed) {
      return List.of(rules);
    }

    @Override
    public List<String> faults() {
      return List.of();
    }

    @Override
    public List<String> clearFaults(@Nullable Integer number) {
      return List.of(String.valueOf(number));
    }
  }
}
