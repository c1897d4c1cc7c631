package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Proxies between real processes, in this JVM. Thread-safe.
 *
 * <pre>{@code
 * try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
 *   Proxy db = server.create(ProxySpec.to("db", "127.0.0.1:5432"));
 *   db.addToxic(new ToxicSpec("slow", new Toxic.Latency(100, 20), Direction.DOWNSTREAM, 1));
 *   // connect to 127.0.0.1, port db.port()
 * }
 * }</pre>
 */
public final class ProxyServer implements AutoCloseable {
  private final Network network;
  private final SortedMap<String, Proxy> proxies = new TreeMap<>();
  private final List<ProxyApi> interfaces = new ArrayList<>();
  private boolean closed;
  private boolean closesInterfaces;

  ProxyServer(Network network) {
    this.network = network;
  }

  /** Starts a server without proxies. */
  public static ProxyServer start(ProxyServerOptions options) {
    return new ProxyServer(new Network(options.seed(), options.threads(), options.heldBytesMax()));
  }

  /** The seed of all random choices. */
  public long seed() {
    return network.seed();
  }

  /**
   * How much memory the data held back by all connections takes now, in bytes: more than the data
   * itself if it is in small pieces.
   */
  public long heldBytes() {
    return network.budget().heldBytes();
  }

  /** All proxies, by name. */
  public synchronized List<Proxy> proxies() {
    return List.copyOf(proxies.values());
  }

  /**
   * The proxy of this name.
   *
   * @throws ProxyException where there is none
   */
  public synchronized Proxy proxy(String name) throws ProxyException {
    Proxy proxy = proxies.get(name);
    if (proxy == null) {
      throw new ProxyException(Reason.PROXY_NOT_FOUND);
    }
    return proxy;
  }

  /**
   * Creates a proxy with its toxics, and starts it if it is enabled.
   *
   * @throws ProxyException if the name is taken, a field is invalid, or the system refuses the
   *     address; then no proxy is created
   * @throws IllegalStateException if this has been closed
   */
  public Proxy create(ProxySpec spec) throws ProxyException {
    // These may wait for files and for a name server, so nobody waits for them.
    spec.checked();
    if (there(spec.name()) != null) {
      throw new ProxyException(Reason.PROXY_EXISTS);
    }
    Optional<Prepared> place = place(spec);
    synchronized (this) {
      if (proxies.containsKey(spec.name())) {
        throw new ProxyException(Reason.PROXY_EXISTS);
      }
      return open(spec, place);
    }
  }

  private synchronized @Nullable Proxy there(String name) {
    return proxies.get(name);
  }

  private Optional<Prepared> place(ProxySpec spec) throws ProxyException {
    return spec.enabled()
        ? Optional.of(Prepared.of(network, spec.mode(), spec.listen(), spec.upstream()))
        : Optional.empty();
  }

  private Proxy open(ProxySpec spec, Optional<Prepared> place) throws ProxyException {
    if (closed) {
      throw new IllegalStateException("the proxy server has been closed");
    }
    Proxy proxy = Proxy.open(network, spec, place);
    proxies.put(spec.name(), proxy);
    return proxy;
  }

  private Proxy replace(Proxy before, ProxySpec spec, Optional<Prepared> place)
      throws ProxyException {
    Proxy after = before.replaced(spec, place);
    proxies.put(spec.name(), after);
    return after;
  }

  /**
   * The result of {@link #populate}: the existing proxies, and the error that stopped it, if any.
   */
  public record Populated(List<Proxy> proxies, List<ProxyException> failures) {}

  /**
   * Creates several proxies. An existing proxy with the same addresses stays unchanged; one with
   * other addresses is replaced, or stays unchanged if its new address is refused. All fields are
   * checked before anything is started.
   *
   * @throws ProxyException if a field is invalid; then nothing has changed
   */
  public Populated populate(List<ProxySpec> specs) throws ProxyException {
    for (ProxySpec spec : specs) {
      spec.checked();
    }
    return populateChecked(specs);
  }

  private Populated populateChecked(List<ProxySpec> specs) {
    List<Proxy> done = new ArrayList<>();
    for (ProxySpec spec : specs) {
      try {
        done.add(put(spec));
      } catch (ProxyException e) {
        return new Populated(done, List.of(e));
      }
    }
    return new Populated(done, List.of());
  }

  private Proxy put(ProxySpec spec) throws ProxyException {
    while (true) {
      Proxy before = there(spec.name());
      if (before != null
          && before.upstream().equals(spec.upstream())
          && before.sameListen(spec.listen())) {
        return before;
      }
      Optional<Prepared> place = place(spec);
      synchronized (this) {
        if (proxies.get(spec.name()) != before) {
          // Somebody has made or deleted one meanwhile: that one is to be looked at.
          continue;
        }
        return before == null ? open(spec, place) : replace(before, spec, place);
      }
    }
  }

  /**
   * Stops a proxy, closes its connections and forgets it.
   *
   * @throws ProxyException where there is none
   */
  public synchronized void delete(String name) throws ProxyException {
    Proxy proxy = proxy(name);
    proxies.remove(name);
    proxy.delete();
  }

  /** Starts every proxy and removes every toxic; returns the proxies that did not start. */
  public List<ProxyException> reset() {
    List<ProxyException> failures = new ArrayList<>();
    for (Proxy proxy : proxies()) {
      try {
        proxy.clear();
      } catch (ProxyException e) {
        if (e.reason() != Reason.PROXY_NOT_FOUND) {
          failures.add(e);
        }
      }
    }
    return failures;
  }

  /**
   * Closes its interfaces, stops all proxies and closes all connections.
   *
   * @throws IllegalStateException if an event loop is blocked, so that not everything is closed
   *     yet; the rest is closed as soon as it continues
   */
  @Override
  public void close() {
    List<ProxyApi> ending;
    synchronized (interfaces) {
      closesInterfaces = true;
      ending = List.copyOf(interfaces);
    }
    ending.forEach(ProxyApi::close);
    closeProxies();
  }

  private synchronized void closeProxies() {
    closed = true;
    List<Proxy> stopping = List.copyOf(proxies.values());
    proxies.clear();
    try {
      stopAll(stopping);
    } finally {
      network.close();
    }
  }

  /** Closes {@code api} when this closes; at once if it is closed already. */
  void closesWith(ProxyApi api) {
    synchronized (interfaces) {
      if (!closesInterfaces) {
        interfaces.add(api);
        return;
      }
    }
    api.close();
  }

  /** It has been closed. */
  void forget(ProxyApi api) {
    synchronized (interfaces) {
      interfaces.remove(api);
    }
  }

  private static void stopAll(List<Proxy> stopping) {
    IllegalStateException failure = null;
    for (Proxy proxy : stopping) {
      try {
        proxy.delete();
      } catch (IllegalStateException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
