package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Carrier;
import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.net.Counters;
import dev.faultline.chaos.net.Endpoint;
import dev.faultline.chaos.net.Network;
import dev.faultline.chaos.net.Planted;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One proxy of a {@link ProxyServer}. Thread-safe: a change locks only this proxy and does not wait
 * for peers, so it returns quickly and does not delay other proxies.
 */
public final class Proxy {
  private final Network network;
  private final String name;
  private final ProxyMode mode;
  private final ToxicRow toxics = new ToxicRow();
  private final Counters counters = new Counters();
  private String listen;
  private String upstream;
  private @Nullable Carrier carrier;

  /** The settings of the last start, with the real port. */
  private @Nullable Prepared running;

  private boolean deleted;

  private Proxy(Network network, ProxySpec spec) throws ProxyException {
    this.network = network;
    name = spec.name();
    listen = spec.listen();
    upstream = spec.upstream();
    mode = spec.mode();
    for (ToxicSpec toxic : spec.toxics()) {
      toxics.add(toxic, network.nowNanos());
    }
  }

  /**
   * Creates the proxy, and starts it if it has an address to listen on.
   *
   * @throws ProxyException if two toxics have the same name, or the system refuses the address
   */
  static Proxy open(Network network, ProxySpec spec, Optional<Prepared> place)
      throws ProxyException {
    Proxy proxy = new Proxy(network, spec);
    if (place.isPresent()) {
      synchronized (proxy) {
        proxy.start(place.get());
      }
    }
    return proxy;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The address for clients; with the real port once it has been started. */
  public synchronized String listen() {
    return listen;
  }

  /** The port for clients, or 0 if a free port is wanted and it was never started. */
  public synchronized int port() {
    return Endpoint.parse(listen).map(Endpoint::port).orElse(0);
  }

  /** What kind of proxy it is. */
  public ProxyMode mode() {
    return mode;
  }

  /** The server's address; empty for a black hole. */
  public synchronized String upstream() {
    return upstream;
  }

  /** Whether it accepts connections. */
  public synchronized boolean enabled() {
    return carrier != null;
  }

  /** Its toxics: all upstream ones in their order, then all downstream ones. */
  public synchronized List<ToxicSpec> toxics() {
    return toxics.specs();
  }

  /** The toxic of this name. */
  public synchronized Optional<ToxicSpec> toxic(String toxic) {
    return toxics.find(toxic);
  }

  /**
   * On how many connections the toxic of this name has taken effect; 0 if there is no such toxic.
   * Those that the system refuses are counted where this process {@link #seesRefused}.
   */
  public synchronized long applications(String toxic) {
    if (carrier != null
        && toxics
            .find(toxic)
            .filter(one -> one.toxic() instanceof ConnectFault.Refuse)
            .isPresent()) {
      carrier.countRefused();
    }
    return toxics.applications(toxic);
  }

  /**
   * The random draws of a toxic for {@code count} connections from {@code first} on. They are
   * determined by the seed, the proxy's name, the number of the connection and the toxic.
   *
   * @param waits how many waits of a latency toxic to show for each
   * @throws ProxyException if there is no such toxic
   */
  public synchronized List<DrawView> draws(String toxic, long first, int count, int waits)
      throws ProxyException {
    Planted planted =
        toxics.plantedAs(toxic).orElseThrow(() -> new ProxyException(Reason.TOXIC_NOT_FOUND));
    List<DrawView> views = new ArrayList<>();
    for (long connection = first; connection < first + count; connection++) {
      views.add(ConnectionDraws.of(network.draws(), name, planted, connection, waits));
    }
    return views;
  }

  /**
   * Whether clients that the system refuses are counted: on Linux, by a process that has
   * CAP_NET_RAW, as that of root does.
   */
  public static boolean seesRefused() {
    return Carrier.seesRefused();
  }

  /** The bytes and connections so far. */
  public Counters counters() {
    return counters;
  }

  /** The open connections. */
  public List<ConnectionView> connections() {
    Carrier now;
    synchronized (this) {
      now = carrier;
    }
    return now == null ? List.of() : now.connections();
  }

  /** How many connections are open; 0 while it is disabled. Never blocks. */
  public int openConnections() {
    Carrier now;
    synchronized (this) {
      now = carrier;
    }
    return now == null ? 0 : now.openConnections();
  }

  /** Resets one connection; false if there is none with this number. */
  public boolean kill(long connection) {
    Carrier now;
    synchronized (this) {
      now = carrier;
    }
    return now != null && now.kill(connection);
  }

  /**
   * Adds a toxic after the others of its direction; it applies to all connections, new and old.
   *
   * @throws ProxyException if the name is taken
   */
  public synchronized void addToxic(ToxicSpec toxic) throws ProxyException {
    ProxySpec.checkFits(mode.protocol(), toxic);
    toxics.add(toxic, network.nowNanos());
    spread();
  }

  /**
   * Replaces the settings of the toxic of the same name. The draws that decide which connections it
   * affects stay the same.
   *
   * @throws ProxyException where there is none
   */
  public void updateToxic(ToxicSpec toxic) throws ProxyException {
    updateToxic(toxic.name(), now -> toxic);
  }

  /** A change of a toxic. */
  public interface ToxicChange {
    /** The toxic of the same name that replaces {@code now}. */
    ToxicSpec of(ToxicSpec now) throws ProxyException;
  }

  /**
   * The same with a function of the current toxic, applied atomically. Returns the new toxic.
   *
   * @throws ProxyException where there is none, or {@code change} throws it; then nothing changes
   */
  public synchronized ToxicSpec updateToxic(String toxic, ToxicChange change)
      throws ProxyException {
    ToxicSpec updated =
        change.of(toxic(toxic).orElseThrow(() -> new ProxyException(Reason.TOXIC_NOT_FOUND)));
    ProxySpec.checkFits(mode.protocol(), updated);
    toxics.update(updated);
    spread();
    return updated;
  }

  /**
   * Removes a toxic; data that it held back passes at once.
   *
   * @throws ProxyException where there is none
   */
  public synchronized void removeToxic(String toxic) throws ProxyException {
    toxics.remove(toxic);
    spread();
  }

  private void spread() {
    if (carrier != null) {
      carrier.replaceToxics(toxics.planted());
    }
  }

  /**
   * Starts it if it is disabled, and removes all toxics.
   *
   * @throws ProxyException if the system refuses the address, or the proxy has been deleted
   */
  public void clear() throws ProxyException {
    synchronized (this) {
      toxics.clear();
      spread();
    }
    update(Optional.empty(), Optional.empty(), Optional.of(true));
  }

  /**
   * Changes its addresses, or enables or disables it. A new upstream or listening address restarts
   * the proxy, which drops its connections and keeps its toxics.
   *
   * @throws ProxyException where an address makes no sense or the system refuses it, or where the
   *     proxy has been deleted
   */
  public void update(String newListen, String newUpstream, boolean enable) throws ProxyException {
    update(Optional.of(newListen), Optional.of(newUpstream), Optional.of(enable));
  }

  /**
   * The same; empty values stay unchanged, even if another thread changes the proxy meanwhile.
   * While this waits for a name server, other callers are not blocked.
   *
   * @throws ProxyException where an address makes no sense or the system refuses it, or where the
   *     proxy has been deleted
   */
  public void update(
      Optional<String> newListen, Optional<String> newUpstream, Optional<Boolean> enable)
      throws ProxyException {
    boolean done = false;
    while (!done) {
      State from = state();
      done =
          change(
              from,
              newListen.orElse(from.listen()),
              newUpstream.orElse(from.upstream()),
              enable.orElse(from.on()));
    }
  }

  /**
   * The state from which an update starts; the update is retried if another thread has changed it.
   */
  private record State(String listen, String upstream, boolean on) {}

  private synchronized State state() throws ProxyException {
    if (deleted) {
      throw new ProxyException(Reason.PROXY_NOT_FOUND);
    }
    return new State(listen, upstream, carrier != null);
  }

  /** Returns whether the update was made; false if the proxy is no longer as {@code from} says. */
  private boolean change(State from, String newListen, String newUpstream, boolean enable)
      throws ProxyException {
    ProxySpec.endpoint("listen", newListen);
    ProxySpec.checkUpstream(mode, newUpstream);
    boolean rebinds = !Prepared.same(network, newListen, from.listen());
    boolean moves = rebinds || !newUpstream.equals(from.upstream());
    Optional<Prepared> place = Optional.empty();
    if (enable && (moves || !from.on())) {
      String at = rebinds ? newListen : from.listen();
      place = Optional.of(Prepared.of(network, mode, at, newUpstream));
    }
    synchronized (this) {
      if (!from.equals(state())) {
        return false;
      }
      if (place.isEmpty()) {
        if (!enable) {
          stop();
        }
        if (moves) {
          listen = newListen;
          upstream = newUpstream;
        }
      } else if (rebinds && from.on() && !mayClash(newListen)) {
        // Where the new place is refused, nothing has happened to the old one.
        Carrier old = carrier;
        start(place.get());
        stop(old);
      } else {
        move(place.get());
      }
      return true;
    }
  }

  /** Stops, and starts at the new address; returns to the old one if the new one is refused. */
  private void move(Prepared place) throws ProxyException {
    Prepared before = running;
    boolean wasOn = carrier != null;
    stop();
    try {
      start(place);
    } catch (ProxyException e) {
      if (wasOn && before != null) {
        start(before);
      }
      throw e;
    }
  }

  /**
   * Creates the proxy that replaces this one, and stops this one permanently.
   *
   * @throws ProxyException where the new one cannot be; then this one goes on where it was. Its
   *     connections live on too, unless the new place has this one's port
   */
  synchronized Proxy replaced(ProxySpec spec, Optional<Prepared> place) throws ProxyException {
    Prepared before = running;
    boolean stopsFirst = carrier != null && place.isPresent() && mayClash(spec.listen());
    if (stopsFirst) {
      stop();
    }
    Proxy after;
    try {
      after = open(network, spec, place);
    } catch (ProxyException e) {
      if (stopsFirst && before != null) {
        start(before);
      }
      throw e;
    }
    delete();
    return after;
  }

  /** Whether this proxy's own address may be the reason why the new one is taken. */
  private boolean mayClash(String newListen) throws ProxyException {
    return ProxySpec.endpoint("listen", newListen).port() == port();
  }

  /** Whether it already listens on this address, however it is written; may block. */
  boolean sameListen(String other) {
    return Prepared.same(network, other, listen());
  }

  /** Listens on the address from now on, and records it. */
  private void start(Prepared place) throws ProxyException {
    Carrier started = place.begin(network, name, mode, toxics.planted(), counters);
    carrier = started;
    listen = Endpoint.text(started.address());
    upstream = place.upstream();
    running = new Prepared(listen, upstream, started.address(), place.engines());
  }

  /** Stops it permanently: a remaining reference to it cannot start it again. */
  synchronized void delete() {
    deleted = true;
    stop();
  }

  private void stop() {
    Carrier stopping = carrier;
    // Whatever comes of the wait for it: it stops, and is not to be stopped again.
    carrier = null;
    stop(stopping);
  }

  private static void stop(@Nullable Carrier stopping) {
    if (stopping != null) {
      stopping.stop();
    }
  }
}
