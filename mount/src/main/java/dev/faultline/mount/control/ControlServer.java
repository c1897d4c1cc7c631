package dev.faultline.mount.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers on the loopback interface only, and does what is asked one after the other; who is slow
 * to ask holds up nobody else. The answer to a request is sent when what it asks for is done: 200
 * and lines of text, 400 and one line where it cannot be done, 404 for paths that are not there,
 * 500 where the system failed.
 */
public final class ControlServer implements AutoCloseable {
  private static final int BAD = 400;
  private static final int FORBIDDEN = 403;
  private static final int MISSING = 404;
  private static final int FAILED = 500;
  private static final int LONGEST_BODY_BYTES = 1 << 20;

  private final HttpServer server;
  private final ExecutorService threads;
  private final ReentrantLock lock = new ReentrantLock();

  private ControlServer(HttpServer server) {
    this.server = server;
    threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("faultline-mount-control-", 0).factory());
  }

  /**
   * Takes a port; whoever asks there waits until {@link #start}.
   *
   * @param port 0 for any
   * @throws IOException if it is taken
   */
  public static ControlServer bind(int port) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return new ControlServer(HttpServer.create(new InetSocketAddress(loopback, port), 16));
  }

  /** The port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Begins to answer. */
  public void start(Controlled mount) {
    Routes routes = new Routes(mount);
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, routes));
    server.start();
  }

  private void handle(HttpExchange exchange, Routes routes) throws IOException {
    try (exchange) {
      if (isForeign(exchange)) {
        send(exchange, FORBIDDEN, List.of("web pages may not ask"));
        return;
      }
      try {
        Map<String, String> query = Query.of(exchange.getRequestURI().getRawQuery());
        String body = body(exchange);
        send(exchange, 200, answer(exchange, routes, query, body));
      } catch (Routes.NoSuchPathException e) {
        send(exchange, MISSING, List.of(String.valueOf(e.getMessage())));
      } catch (IllegalArgumentException e) {
        send(exchange, BAD, List.of(String.valueOf(e.getMessage())));
      } catch (IOException e) {
        send(exchange, FAILED, List.of(String.valueOf(e.getMessage())));
      } catch (RuntimeException e) {
        send(exchange, FAILED, List.of(e.toString()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        send(exchange, FAILED, List.of("interrupted"));
      }
    }
  }

  private List<String> answer(
      HttpExchange exchange, Routes routes, Map<String, String> query, String body)
      throws IOException, InterruptedException {
    lock.lock();
    try {
      return routes.answer(
          exchange.getRequestMethod(), exchange.getRequestURI().getPath(), query, body);
    } finally {
      lock.unlock();
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY_BYTES + 1);
    if (bytes.length > LONGEST_BODY_BYTES) {
      throw new IllegalArgumentException("the body has more than " + LONGEST_BODY_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A page in a browser may send requests anywhere, but says so. */
  private boolean isForeign(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return exchange.getRequestHeaders().containsKey("Origin")
        || host == null
        || !(host.equals("127.0.0.1:" + port()) || host.equals("localhost:" + port()));
  }

  private static void send(HttpExchange exchange, int status, List<String> lines)
      throws IOException {
    byte[] bytes =
        (String.join("\n", lines) + (lines.isEmpty() ? "" : "\n")).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
