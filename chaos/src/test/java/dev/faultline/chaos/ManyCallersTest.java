package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a process of its own: the JDK reads the limits of its HTTP server once. */
@Timeout(60)
class ManyCallersTest {
  private static final int MOST = 1_000;

  @Test
  void callers_that_say_nothing_do_not_take_all_descriptors() throws Exception {
    List<Socket> callers = new ArrayList<>();
    try (Sockets.Server echo = Sockets.echo()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
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
        for (int i = 0; i <= MOST; i++) {
          Socket caller = new Socket(InetAddress.getLoopbackAddress(), api);
          caller.setSoTimeout(20_000);
          callers.add(caller);
        }
        assertThat(callers.getLast().getInputStream().read()).as("one too many").isEqualTo(-1);
        Socket first = callers.getFirst();
        first
            .getOutputStream()
            .write("GET /version HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(
                new BufferedReader(
                        new InputStreamReader(first.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine())
            .isEqualTo("HTTP/1.1 200 OK");
      } finally {
        process.destroyForcibly();
        for (Socket caller : callers) {
          caller.close();
        }
      }
    }
  }
}
