package dev.faultline.chaos.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.ProxyLog;
import dev.faultline.chaos.ProxyLog.Level;
import dev.faultline.chaos.ProxyServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** HTTP: from a request to the route that answers it, and back. */
public final class HttpApi implements AutoCloseable {
  /** Toxiproxy's limits; the JDK's server reads them once, in seconds. */
  static {
    setUnlessSet("sun.net.httpserver.maxReqTime", "15");
    setUnlessSet("sun.net.httpserver.maxRspTime", "30");
    setUnlessSet("sun.net.httpserver.idleInterval", "60");
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    // More callers than any test has; without a limit they take the descriptors of connections.
    setUnlessSet("jdk.httpserver.maxConnections", "1000");
  }

  private static final String REQUEST_ID = "X-Toxiproxy-Request-Id";

  private final HttpServer http;
  private final ExecutorService threads;
  private final Router router;
  private final Optional<String> token;
  private final LaterLog log;
  private final AtomicLong requests = new AtomicLong();
  private boolean answering;
  private boolean closed;

  private HttpApi(HttpServer http, Router router, Optional<String> token, ProxyLog log) {
    this.http = http;
    this.router = router;
    this.token = token;
    this.log = new LaterLog(log);
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Listens at the options' address; requests wait until {@link #answer}. */
  public static HttpApi bind(ProxyServer server, ProxyApiOptions options, ProxyLog log)
      throws IOException {
    Router router = new Router(new Handlers(server, options.version()));
    router.add(new Api2(server, options.version()));
    Metrics metrics = new Metrics(server, options.proxyMetrics(), options.runtimeMetrics());
    if (metrics.isOn()) {
      router.at("/metrics").onAny((names, body) -> metrics.reply());
    }
    HttpServer http = HttpServer.create(options.address(), 128);
    HttpApi api = new HttpApi(http, router, options.token(), log);
    http.setExecutor(api.threads);
    http.createContext("/", api::handle);
    return api;
  }

  /**
   * Starts to answer requests; does nothing where this has been closed.
   *
   * @throws IllegalStateException where it answers already
   */
  public synchronized void answer() {
    if (!closed) {
      http.start();
      answering = true;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      long began = System.nanoTime();
      Reply reply = answer(exchange);
      note(exchange, reply, began);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      if (!reply.contentType().isEmpty()) {
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        if (reply.contentType().equals(Reply.TEXT)) {
          exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        }
      }
      boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private void note(HttpExchange exchange, Reply reply, long beganNanos) {
    String method = exchange.getRequestMethod();
    Level level = method.equals("GET") || method.equals("HEAD") ? Level.DEBUG : Level.INFO;
    if (reply.status() == 401 || reply.status() == 403) {
      level = Level.WARN;
    } else if (reply.status() >= 500) {
      level = Level.ERROR;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("client", exchange.getRemoteAddress().getAddress().getHostAddress());
    fields.put("method", method);
    fields.put("path", exchange.getRequestURI().getRawPath());
    fields.put("status", reply.status());
    fields.put("micros", (System.nanoTime() - beganNanos) / 1_000);
    String number = exchange.getResponseHeaders().getFirst(REQUEST_ID);
    if (number != null) {
      fields.put("request_id", number);
    }
    if (reply.status() >= 400) {
      fields.put("reason", reply.body().strip());
    }
    log.say(level, "request", fields);
  }

  private Reply answer(HttpExchange exchange) {
    Router.Match match =
        router.match(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
    boolean own = isOwn(exchange);
    return switch (match) {
      case Router.Match.NoSuchPath none ->
          own
              ? Reply.plainError(new ProxyException(Reason.NO_SUCH_PATH))
              : Reply.text(404, "404 page not found");
      case Router.Match.NoSuchVerb other -> {
        exchange.getResponseHeaders().set("Allow", String.join(", ", other.allowed()));
        yield own
            ? Reply.plainError(
                new ProxyException(
                    Reason.NO_SUCH_VERB, "expected " + String.join(", ", other.allowed())))
            : Reply.empty(405);
      }
      case Router.Match.Found found -> answer(exchange, found);
    };
  }

  private Reply answer(HttpExchange exchange, Router.Match.Found found) {
    exchange.getResponseHeaders().set(REQUEST_ID, "faultline-" + requests.incrementAndGet());
    boolean own = isOwn(exchange);
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    if (agent != null && agent.startsWith("Mozilla/")) {
      return own
          ? Reply.plainError(new ProxyException(Reason.BROWSER))
          : Reply.text(403, "User agent not allowed");
    }
    if (!isAllowed(exchange)) {
      ProxyException e = new ProxyException(Reason.NO_TOKEN);
      return own ? Reply.plainError(e) : Reply.error(e);
    }
    if (found.route() instanceof Router.Deprecated) {
      log.say(
          Level.WARN,
          "updates by POST are deprecated: use PATCH",
          Map.of("path", exchange.getRequestURI().getRawPath()));
    }
    try {
      return found
          .route()
          .answer(
              found.names(),
              () ->
                  own
                      ? JsonBody.readWhole(exchange.getRequestBody())
                      : JsonBody.read(exchange.getRequestBody()));
    } catch (ProxyException e) {
      return own ? Reply.plainError(e) : Reply.error(e);
    } catch (RuntimeException e) {
      ProxyException bug = new ProxyException(Reason.SYSTEM, "this is a bug in Faultline: " + e);
      return own ? Reply.plainError(bug) : Reply.error(bug);
    }
  }

  /** Whether it asks Faultline's own interface. */
  private static boolean isOwn(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath();
    return path.equals("/v2") || path.startsWith("/v2/");
  }

  private boolean isAllowed(HttpExchange exchange) {
    if (token.isEmpty()) {
      return true;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    synchronized (this) {
      if (!closed && !answering) {
        // Only its running loop gives the port back; requests that wait are dropped.
        http.setExecutor(request -> {});
        http.start();
      }
      closed = true;
    }
    http.stop(0);
    threads.shutdownNow();
    log.close();
  }
}
