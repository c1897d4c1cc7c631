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

  private static final String FEW = "ulimit -n 120 && exec \"$0\" -cp \"$1\" \"$2\" \"$3\"";

  @Test
  void clients_wait_in_the_queue_until_there_are_descriptors_for_them() throws Exception {
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
        int port = Integer.parseInt(said.readLine());
        // The JVM itself opens files while it learns what a connection needs.
        Socket first = connect(port, clients);
        assertThat(answers(first)).isTrue();
        first.shutdownOutput();
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        clients.clear();
        for (int i = 0; i < CLIENTS; i++) {
          connect(port, clients);
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

  private static boolean answers(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    return socket.getInputStream().read() == 7;
  }
}
