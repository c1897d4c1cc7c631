package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class OutOfDescriptorsTest {
  /** More connections than the process has descriptors for, since each takes two. */
  private static final int CLIENTS = 100;

  /** Of the interface at a time, while the clients hold all other descriptors. */
  private static final int CALLERS = 4;

  private static final String FEW = "ulimit -n 120 && exec \"$0\" -cp \"$1\" \"$2\" \"$3\"";

  @Test
  void clients_wait_in_the_queue_until_there_are_descriptors_and_the_interface_answers()
      throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (Sockets.Server echo = Sockets.echo()) {
      Process process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  FEW,
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  System.getProperty("java.class.path"),
                  FewDescriptors.class.getName(),
                  echo.address())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        BufferedReader said =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        int api = Integer.parseInt(said.readLine());
        int port = Integer.parseInt(said.readLine());
        try (Socket caller = ask(api)) {
          assertThat(statusOf(caller)).isEqualTo("HTTP/1.1 200 OK");
        }
        // The JVM itself opens files while it learns what a connection needs.
        Socket first = connect(port, clients);
        assertThat(answers(first)).isTrue();
        first.shutdownOutput();
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        clients.clear();
        for (int i = 0; i < CLIENTS; i++) {
          connect(port, clients);
        }
        List<Socket> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          callers.add(ask(api));
        }
        for (Socket caller : callers) {
          assertThat(statusOf(caller)).isEqualTo("HTTP/1.1 200 OK");
        }
        for (Socket caller : callers) {
          caller.close();
        }
        for (Socket client : clients) {
          assertThat(answers(client)).isTrue();
          client.close();
        }
      } finally {
        process.destroyForcibly();
        for (Socket client : clients) {
          client.close();
        }
      }
    }
  }

  private static Socket connect(int port, List<Socket> all) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    all.add(socket);
    return socket;
  }

  /** Asks the interface, and keeps the connection, which takes a descriptor of the process. */
  private static Socket ask(int api) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api);
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write("GET /v2/proxies HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String statusOf(Socket asking) throws IOException {
    return String.valueOf(
        new BufferedReader(
                new InputStreamReader(asking.getInputStream(), StandardCharsets.US_ASCII))
            .readLine());
  }

  private static boolean answers(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    return socket.getInputStream().read() == 7;
  }
}
