package dev.faultline.chaos;

import dev.faultline.chaos.api.HttpApi;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The HTTP interface of a {@link ProxyServer}, compatible with Toxiproxy's clients. Thread-safe.
 */
public final class ProxyApi implements AutoCloseable {
  private final HttpApi http;

  private final ProxyServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ProxyApi(HttpApi http, ProxyServer server) {
    this.http = http;
    this.server = server;
  }

  /**
   * Starts to answer requests, without a log.
   *
   * @throws IOException when the system refuses the address, with its reason
   */
  public static ProxyApi start(ProxyServer server, ProxyApiOptions options) throws IOException {
    return start(server, options, ProxyLog.NONE);
  }

  /**
   * Starts to answer requests. Each request is one line of {@code log}: reads at {@code DEBUG},
   * changes at {@code INFO}, unauthorized requests at {@code WARN}, and server errors at {@code
   * ERROR}. Updates by POST, which Toxiproxy has deprecated, are logged as warnings. A slow or
   * failing log does not affect callers; lines that it cannot keep up with are dropped, and
   * counted.
   *
   * @throws IOException when the system refuses the address, with its reason
   */
  public static ProxyApi start(ProxyServer server, ProxyApiOptions options, ProxyLog log)
      throws IOException {
    ProxyApi api = bind(server, options, log);
    api.answer();
    return api;
  }

  /**
   * Binds the address first, so that nothing has to be started if it is taken. Requests wait until
   * {@link #answer}, or until this is closed; otherwise like {@link #start(ProxyServer,
   * ProxyApiOptions, ProxyLog)}.
   *
   * @throws IOException when the system refuses the address, with its reason
   */
  public static ProxyApi bind(ProxyServer server, ProxyApiOptions options, ProxyLog log)
      throws IOException {
    ProxyApi api = new ProxyApi(HttpApi.bind(server, options, log), server);
    server.closesWith(api);
    return api;
  }

  /**
   * Starts to answer requests, after {@link #bind}; does nothing if this has been closed.
   *
   * @throws IllegalStateException if it answers already
   */
  public void answer() {
    http.answer();
  }

  /** The listening address, with the real port. */
  public InetSocketAddress address() {
    return http.address();
  }

  /** Stops answering; the proxies keep running. Closing the server closes its interface, too. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.forget(this);
      http.close();
    }
  }
}
