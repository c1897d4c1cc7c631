package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Carrier;
import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.net.Counters;
import dev.faultline.chaos.net.Endpoint;
import dev.faultline.chaos.net.Network;
import dev.faultline.chaos.net.Planted;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One proxy of a {@link ProxyServer}. Thread-safe: a change locks only this proxy and waits for no
 * peer, so it always returns soon and does not delay other proxies.
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

  /** What it was started with last, with the real port. */
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
   * Makes the proxy, and starts it where it has a place to start at.
   *
   * @throws ProxyException where two toxics have one name, or the system refuses the address
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

  /** Where clients connect to; the real port once it has been started. */
  public synchronized String listen() {
    return listen;
  }

  /** The port that clients connect to, or 0 where it has never been started on a free one. */
  public synchronized int port() {
    return Endpoint.parse(listen).map(Endpoint::port).orElse(0);
  }

  /** What kind of proxy it is. */
  public ProxyMode mode() {
    return mode;
  }

  /** Whom it dials; empty for a black hole. */
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

  /** On how many connections the toxic of this name has taken effect; 0 where there is none. */
  public synchronized long applications(String toxic) {
    return toxics.applications(toxic);
  }

  /**
   * What is drawn for a toxic and {@code count} connections from {@code first} on. It follows from
   * the seed, the proxy's name, and which connection and which toxic it is.
   *
   * @param waits how many waits of a latency toxic to show for each
   * @throws ProxyException where there is no such toxic
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

  /** The bytes and connections so far. */
  public Counters counters() {
    return counters;
  }

  /** The connections that live. */
  public List<ConnectionView> connections() {
    Carrier now;
    synchronized (this) {
      now = carrier;
    }
    return now == null ? List.of() : now.connections();
  }

  /** How many connections live, which is 0 while it is disabled; waits for nothing. */
  public int openConnections() {
    Carrier now;
    synchronized (this) {
      now = carrier;
    }
    return now == null ? 0 : now.openConnections();
  }

  /** Resets one connection; false where there is none of this number. */
  public boolean kill(long connection) {
    Carrier now;
    synchronized (this) {
      now = carrier;
    }
    return now != null && now.kill(connection);
  }

  /**
   * Adds a toxic behind those of its direction; it takes effect on all connections, new and old.
   *
   * @throws ProxyException where the name is taken
   */
  public synchronized void addToxic(ToxicSpec toxic) throws ProxyException {
    ProxySpec.checkFits(mode.protocol(), toxic);
    toxics.add(toxic, network.nowNanos());
    spread();
  }

  /**
   * Gives the toxic of the same name other settings. Its share of connections stays drawn.
   *
   * @throws ProxyException where there is none
   */
  public void updateToxic(ToxicSpec toxic) throws ProxyException {
    updateToxic(toxic.name(), now -> toxic);
  }

  /** What becomes of a toxic. */
  public interface ToxicChange {
    /** The toxic of the same name that comes after {@code now}. */
    ToxicSpec of(ToxicSpec now) throws ProxyException;
  }

  /**
   * The same, depending on what the toxic is: nobody else changes it between the two. Returns what
   * it has become.
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
   * Removes a toxic; what it held back passes at once.
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
   * Starts it where it is disabled, and removes all toxics.
   *
   * @throws ProxyException where the system refuses the address, or the proxy has been deleted
   */
  public void clear() throws ProxyException {
    synchronized (this) {
      toxics.clear();
      spread();
    }
    update(Optional.empty(), Optional.empty(), Optional.of(true));
  }

  /**
   * Other addresses, or on and off. A new upstream or another place to listen restarts the proxy,
   * which drops its connections and keeps its toxics.
   *
   * @throws ProxyException where an address makes no sense or the system refuses it, or where the
   *     proxy has been deleted
   */
  public void update(String newListen, String newUpstream, boolean enable) throws ProxyException {
    update(Optional.of(newListen), Optional.of(newUpstream), Optional.of(enable));
  }

  /**
   * The same; what is empty stays as it is, whoever else changes the proxy meanwhile. Nobody waits
   * for a name server that this waits for.
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

  /** What an update starts from; it begins again where somebody else has changed that. */
  private record State(String listen, String upstream, boolean on) {}

  private synchronized State state() throws ProxyException {
    if (deleted) {
      throw new ProxyException(Reason.PROXY_NOT_FOUND);
    }
    return new State(listen, upstream, carrier != null);
  }

  /** Returns whether it could be done, since the proxy was still as {@code from} says. */
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

  /** Stops before it starts elsewhere; goes back to where it was where that is refused. */
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
   * The proxy that comes in this one's place, which is stopped for good.
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

  /** Whether the old place may be what keeps the new one taken. */
  private boolean mayClash(String newListen) throws ProxyException {
    return ProxySpec.endpoint("listen", newListen).port() == port();
  }

  /** Whether this place to listen is where it listens, however it is written; may wait. */
  boolean sameListen(String other) {
    return Prepared.same(network, other, listen());
  }

  /** Listens there from now on, and notes where that is. */
  private void start(Prepared place) throws ProxyException {
    Carrier started = place.begin(network, name, mode, toxics.planted(), counters);
    carrier = started;
    listen = Endpoint.text(started.address());
    upstream = place.upstream();
    running = new Prepared(listen, upstream, started.address(), place.engines());
  }

  /** Stops it for good: whoever still holds it cannot start it again. */
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
