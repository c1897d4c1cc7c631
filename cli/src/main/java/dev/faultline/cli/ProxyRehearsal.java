package dev.faultline.cli;

import dev.faultline.chaos.client.ProxyClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts a proxy server, asks it what clients ask, and sends bytes through it, for the JVM. */
final class ProxyRehearsal {
  private static final Pattern LISTENING = Pattern.compile("http://\\S+:(\\d+)");
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());
  private static final String PROXY = "rehearsal";

  /** Enough for the code that every chunk runs through to become hot. */
  private static final int ROUND_TRIPS = 2_000;

  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private ProxyRehearsal() {}

  static void run() throws IOException {
    PipedReader said = new PipedReader(1 << 16);
    PrintWriter out = new PrintWriter(new PipedWriter(said), true);
    Thread server =
        Thread.ofPlatform()
            .daemon()
            .start(() -> command(out, List.of("proxy", "--port", "0", "--proxy-metrics")));
    try (BufferedReader lines = new BufferedReader(said);
        ServerSocket echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> echo(echo));
      Matcher listening = LISTENING.matcher(String.valueOf(lines.readLine()));
      if (!listening.find()) {
        throw new IllegalStateException("the proxy server does not say where it listens");
      }
      ask("http://127.0.0.1:" + listening.group(1), echo.getLocalPort());
      // It has more to say, and fails where nobody can read it.
      server.interrupt();
      server.join(LONGEST_END);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the proxy server ended");
    } finally {
      server.interrupt();
    }
  }

  private static void ask(String server, int echoPort) throws IOException {
    String upstream = "127.0.0.1:" + echoPort;
    command(
        NOWHERE,
        List.of("proxy", "create", "--host", server, "-l", "127.0.0.1:0", "-u", upstream, PROXY));
    try (ProxyClient client = new ProxyClient(URI.create(server), Optional.empty())) {
      String listen = client.proxy(PROXY).listen();
      int port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
      carry(port, ROUND_TRIPS);
      for (String stream : List.of("upstream", "downstream")) {
        client.addToxic(PROXY, stream, "latency", stream, 1, Map.of("latency", 0L));
      }
      carry(port, ROUND_TRIPS);
    }
    command(NOWHERE, List.of("proxy", "list", "--host", server));
    command(NOWHERE, List.of("proxy", "inspect", "--host", server, PROXY));
    command(NOWHERE, List.of("proxy", "delete", "--host", server, PROXY));
  }

  private static void carry(int port, int roundTrips) throws IOException {
    byte[] bytes = new byte[100];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      for (int i = 0; i < roundTrips; i++) {
        socket.getOutputStream().write(bytes);
        socket.getInputStream().readNBytes(bytes.length);
      }
    }
  }

  private static void echo(ServerSocket listening) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        socket.setTcpNoDelay(true);
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void command(PrintWriter out, List<String> arguments) {
    int code =
        Main.run(
            new Terminal(out, NOWHERE, false, false, Map.of(), Terminal.DEFAULT_COMMAND),
            arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("rehearsed nothing: " + arguments + " ended with " + code);
    }
  }
}
