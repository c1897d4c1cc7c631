package dev.faultline.chaos.monkey.process;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a Docker daemon of this machine, by its Engine API over a Unix socket. It only queries the
 * daemon: containers are struck as processes.
 *
 * @param path of the socket
 */
record DockerSocket(Path path) {
  private static final Path USUAL = Path.of("/var/run/docker.sock");
  private static final String UNIX = "unix://";
  private static final int PATIENCE_SECONDS = 10;
  private static final int LONGEST = 64 << 20;

  /**
   * The one that Docker's own commands ask.
   *
   * @param host the variable {@code DOCKER_HOST}; empty where it is not set
   * @throws IOException where that daemon is not of this machine
   */
  static DockerSocket of(String host) throws IOException {
    if (host.isEmpty()) {
      return new DockerSocket(USUAL);
    }
    if (!host.startsWith(UNIX)) {
      throw new IOException(
          "DOCKER_HOST is '%s', expected unix://PATH: only containers of this machine are found"
              .formatted(host));
    }
    return new DockerSocket(Path.of(host.substring(UNIX.length())));
  }

  /**
   * What a GET is answered with.
   *
   * @param path percent-encoded, without a version: the daemon answers as its own
   * @throws IOException where nobody answers in time, or with another status than 200
   */
  JsonElement get(String path) throws IOException {
    String answer =
        answerTo("GET " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n");
    int head = answer.indexOf("\r\n\r\n");
    String[] first = answer.substring(0, Math.max(0, answer.indexOf("\r\n"))).split(" ", 3);
    if (head < 0 || first.length < 2) {
      throw new IOException(this.path + " does not speak HTTP");
    }
    String headers = answer.substring(0, head).toLowerCase(Locale.ROOT);
    String body = answer.substring(head + 4);
    if (headers.contains("\r\ntransfer-encoding: chunked")) {
      body = unchunked(body);
    }
    String text = new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    if (!first[1].equals("200")) {
      throw new IOException(
          "Docker answers GET %s with %s: %s".formatted(path, first[1], text.strip()));
    }
    try {
      return JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new IOException("Docker answers GET " + path + " with no JSON", e);
    }
  }

  private static String unchunked(String body) throws IOException {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (true) {
      int end = body.indexOf("\r\n", at);
      String size = end < 0 ? "" : body.substring(at, end).replaceFirst(";.*", "").strip();
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        throw new IOException("Docker's answer is cut short");
      }
      int length = Integer.parseInt(size, 16);
      at = end + 2;
      if (length == 0) {
        return whole.toString();
      }
      if (at + length > body.length()) {
        throw new IOException("Docker's answer is cut short");
      }
      whole.append(body, at, at + length);
      at += length + 2;
    }
  }

  private String answerTo(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      Thread.startVirtualThread(() -> {
        try {
          answer.complete(exchange(channel, request));
        } catch (IOException | RuntimeException e) {
          answer.completeExceptionally(e);
        }
      });
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("Docker does not answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Docker was asked", e);
    } catch (ExecutionException e) {
      throw new IOException("Docker cannot be asked at " + path + ": " + reason(e), e);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause instanceof UncheckedIOException || cause == null
        ? String.valueOf(e.getMessage())
        : String.valueOf(cause.getMessage());
  }

  private String exchange(SocketChannel channel, String request) throws IOException {
    channel.connect(UnixDomainSocketAddress.of(path));
    ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    while (out.hasRemaining()) {
      channel.write(out);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(1 << 16);
    while (channel.read(in) >= 0) {
      in.flip();
      all.write(in.array(), 0, in.remaining());
      in.clear();
      if (all.size() > LONGEST) {
        throw new IOException("the answer has more than " + LONGEST + " bytes");
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
