package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.net.Endpoint;
import dev.faultline.chaos.net.Listener;
import dev.faultline.chaos.net.Network;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One proxy of a {@link ProxyServer}. Thread-safe: each change holds the proxy alone and waits for
 * no peer, so that a change always returns soon and other proxies never notice.
 */
public final class Proxy {
  private final Network network;
  private final String name;
  private final ToxicRow toxics = new ToxicRow();
  private final Listener.Counters counters = new Listener.Counters();
  private String listen;
  private String upstream;
  private @Nullable Listener listener;

  private Proxy(Network network, ProxySpec spec) throws ProxyException {
    this.network = network;
    name = spec.name();
    listen = spec.listen();
    upstream = spec.upstream();
    for (ToxicSpec toxic : spec.toxics()) {
      toxics.add(toxic);
    }
  }

  /** Makes the proxy and starts it where it is enabled. */
  static Proxy open(Network network, ProxySpec spec) throws ProxyException {
    Proxy proxy = new Proxy(network, spec);
    if (spec.enabled()) {
      proxy.start();
    }
    return proxy;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Where clients connect to; the real port once it has been started. */
  public synchronized String listen() {
    return listen;
  }

  /** The port that clients connect to, or 0 where it has never been started on a free one. */
  public synchronized int port() {
    return Endpoint.parse(listen).map(Endpoint::port).orElse(0);
  }

  /** Whom it dials. */
  public synchronized String upstream() {
    return upstream;
  }

  /** Whether it accepts connections. */
  public synchronized boolean enabled() {
    return listener != null;
  }

  /** Its toxics: all upstream ones in their order, then all downstream ones. */
  public synchronized List<ToxicSpec> toxics() {
    return toxics.specs();
  }

  /** The toxic of this name. */
  public synchronized Optional<ToxicSpec> toxic(String toxic) {
    return toxics.find(toxic);
  }

  /** On how many connections the toxic of this name has taken effect; 0 where there is none. */
  public synchronized long applications(String toxic) {
    return toxics.applications(toxic);
  }

  /** The bytes and connections so far. */
  public Listener.Counters counters() {
    return counters;
  }

  /** The connections that live. */
  public List<ConnectionView> connections() {
    Listener now;
    synchronized (this) {
      now = listener;
    }
    return now == null ? List.of() : now.connections();
  }

  /** Resets one connection; false where there is none of this number. */
  public boolean kill(long connection) {
    Listener now;
    synchronized (this) {
      now = listener;
    }
    return now != null && now.kill(connection);
  }

  /**
   * Adds a toxic behind those of its direction; it takes effect on all connections, new and old.
   *
   * @throws ProxyException where the name is taken
   */
  public synchronized void addToxic(ToxicSpec toxic) throws ProxyException {
    toxics.add(toxic);
    spread();
  }

  /**
   * Gives the toxic of the same name other settings. Its share of connections stays drawn.
   *
   * @throws ProxyException where there is none
   */
  public synchronized void updateToxic(ToxicSpec toxic) throws ProxyException {
    toxics.update(toxic);
    spread();
  }

  /**
   * Removes a toxic; what it held back passes at once.
   *
   * @throws ProxyException where there is none
   */
  public synchronized void removeToxic(String toxic) throws ProxyException {
    toxics.remove(toxic);
    spread();
  }

  private void spread() {
    if (listener != null) {
      listener.replaceToxics(toxics.planted());
    }
  }

  /** Starts it where it is disabled, and removes all toxics. */
  synchronized void reset() throws ProxyException {
    toxics.clear();
    spread();
    start();
  }

  /**
   * Other addresses, or on and off. A new upstream or another place to listen restarts the proxy,
   * which drops its connections and keeps its toxics.
   *
   * @throws ProxyException where an address makes no sense or the system refuses it
   */
  public synchronized void update(String newListen, String newUpstream, boolean enable)
      throws ProxyException {
    ProxySpec.endpoint("listen", newListen);
    ProxySpec.endpoint("upstream", newUpstream);
    boolean moves = !newUpstream.equals(upstream) || !sameListen(newListen);
    if (moves) {
      stop();
      listen = newListen;
      upstream = newUpstream;
    }
    if (enable) {
      start();
    } else {
      stop();
    }
  }

  /** Whether this place to listen is where it listens, however it is written. */
  synchronized boolean sameListen(String other) {
    if (other.equals(listen)) {
      return true;
    }
    try {
      return resolved(other).equals(resolved(listen));
    } catch (ProxyException e) {
      return false;
    }
  }

  private static InetSocketAddress resolved(String listen) throws ProxyException {
    Endpoint endpoint = ProxySpec.endpoint("listen", listen);
    try {
      return endpoint.resolve();
    } catch (UnknownHostException e) {
      throw new ProxyException(
          Reason.SYSTEM, "listen tcp: lookup " + endpoint.host() + ": no such host");
    }
  }

  private void start() throws ProxyException {
    if (listener != null) {
      return;
    }
    InetSocketAddress address = resolved(listen);
    Endpoint server = ProxySpec.endpoint("upstream", upstream);
    try {
      listener = new Listener(network, name, address, server, toxics.planted(), counters);
      listen = Endpoint.text(listener.address());
    } catch (IOException e) {
      throw new ProxyException(
          Reason.SYSTEM, "listen tcp " + Endpoint.text(address) + ": bind: " + reasonOf(e));
    }
  }

  /** The system's words, which clients compare. */
  private static String reasonOf(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof BindException && text.toLowerCase(Locale.ROOT).contains("already in use")) {
      return "address already in use";
    }
    return text.toLowerCase(Locale.ROOT);
  }

  synchronized void stop() {
    if (listener != null) {
      listener.stop();
      listener = null;
    }
  }
}
