package dev.faultline.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Redis of its own on a free port, from Debian's package, and connections to it. */
final class RedisNode implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/redis-server");

  private final int port;
  private final Process process;

  RedisNode(Path folder) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(folder);
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--repl-diskless-sync-delay",
                "0",
                "--repl-ping-replica-period",
                "1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (true) {
      try (Client client = connect(port)) {
        client.ask("PING");
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("Redis ended, see " + folder + "/log", e);
        }
        Thread.onSpinWait();
      }
    }
  }

  int port() {
    return port;
  }

  static Client connect(int port) throws IOException {
    return client(new Socket(InetAddress.getLoopbackAddress(), port), 20_000);
  }

  /** A client over a connection; an answer that takes longer is an error. */
  static Client client(Socket socket, int patienceMillis) throws IOException {
    socket.setSoTimeout(patienceMillis);
    return new Client(socket);
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** A connection; answers are texts. */
  static final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private Client(Socket socket) throws IOException {
      this.socket = socket;
      in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a command and waits for its answer. */
    String ask(String... words) throws IOException {
      StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      OutputStream out = socket.getOutputStream();
      out.write(command.toString().getBytes(StandardCharsets.US_ASCII));
      String line = line();
      String rest = line.substring(1);
      return switch (line.charAt(0)) {
        case '+', ':' -> rest;
        case '$' -> rest.equals("-1") ? "" : bulk(Integer.parseInt(rest));
        default -> throw new IOException("Redis answers " + line);
      };
    }

    private String bulk(int length) throws IOException {
      String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      line();
      return text;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("Redis has ended the connection");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
