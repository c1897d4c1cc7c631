package dev.faultline.chaos;

import dev.faultline.chaos.api.HttpApi;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** The HTTP interface of a {@link ProxyServer}, which Toxiproxy's clients speak. Thread-safe. */
public final class ProxyApi implements AutoCloseable {
  private final HttpApi http;

  private final ProxyServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ProxyApi(HttpApi http, ProxyServer server) {
    this.http = http;
    this.server = server;
  }

  /**
   * Starts to answer requests, and says nothing about them.
   *
   * @throws IOException when the system refuses the address, with its reason
   */
  public static ProxyApi start(ProxyServer server, ProxyApiOptions options) throws IOException {
    return start(server, options, ProxyLog.NONE);
  }

  /**
   * Starts to answer requests. Each is a line of {@code log}: those that ask at {@code DEBUG},
   * those that change something at {@code INFO}, those of callers who may not at {@code WARN}, and
   * those that the server failed at {@code ERROR}. Updates by POST, which Toxiproxy has given up,
   * are warned of. Callers neither wait for the log nor see it fail; what it does not keep up with
   * is lost, and counted.
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
   * Takes the address, so that nothing need be started where another has it. Requests wait until
   * {@link #answer}, or until this is closed; else as {@link #start(ProxyServer, ProxyApiOptions,
   * ProxyLog)}.
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
   * Starts to answer requests, after {@link #bind}; does nothing where this has been closed.
   *
   * @throws IllegalStateException where it answers already
   */
  public void answer() {
    http.answer();
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return http.address();
  }

  /** Stops to answer; the proxies go on. The end of the server is the end of its interface, too. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.forget(this);
      http.close();
    }
  }
}
