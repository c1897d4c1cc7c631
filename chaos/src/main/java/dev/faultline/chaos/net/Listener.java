package dev.faultline.chaos.net;

import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLEngine;

/**
 * The sockets of one TCP proxy: it accepts clients, dials the server for each, and keeps track of
 * the open connections. Thread-safe. Accepting never waits for dialling or for a name server.
 */
public final class Listener implements Carrier {
  private final Network network;
  private final Route route;
  private final Counters counters;
  private final Loop loop;
  private final Acceptor acceptor;
  private final Alarm scheduleAlarm;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final LongAdder failures = new LongAdder();
  private volatile List<Planted> toxics;
  private volatile boolean stopped;

  /**
   * Starts to listen.
   *
   * @param toxics all of the proxy's toxics, in the order of their chains
   * @param counters the proxy's counters, which outlive this listener
   * @throws IOException when the system refuses the address
   */
  public Listener(Network network, Route route, List<Planted> toxics, Counters counters)
      throws IOException {
    this.network = network;
    this.route = route;
    this.toxics = List.copyOf(toxics);
    this.counters = counters;
    loop = network.nextLoop();
    acceptor = new Acceptor(network, loop, route.listen(), this::begin, this::failed);
    scheduleAlarm =
        new Alarm(loop.nextAlarm()) {
          @Override
          void ring(long nowNanos) {
            apply();
          }
        };
    loop.execute(this::apply);
    try {
      // The first client is to meet the toxics, also the one that closes the door.
      network.settle();
    } catch (IllegalStateException e) {
      // Nobody gets to know this listener, so nobody else could give its port back.
      stopped = true;
      acceptor.stop();
      throw e;
    }
  }

  /** Puts the toxics that are in effect now to work, until a schedule says otherwise. */
  private void apply() {
    if (stopped) {
      loop.wakeAt(scheduleAlarm, Long.MAX_VALUE);
      return;
    }
    long now = loop.nowNanos();
    List<LongAdder> refused = new ArrayList<>();
    long nextChange = Long.MAX_VALUE;
    for (Planted toxic : toxics) {
      if (toxic.spec().toxic() instanceof ConnectFault.Refuse && toxic.inEffect(now)) {
        refused.add(toxic.applications());
      }
      nextChange = Math.min(nextChange, toxic.nextChangeNanos(now));
    }
    loop.wakeAt(scheduleAlarm, nextChange);
    acceptor.refuse(refused);
    relays.forEach(Relay::reconfigure);
  }

  private void begin(SocketChannel client, SocketChannel server) throws IOException {
    try {
      client.configureBlocking(false);
      server.configureBlocking(false);
      begin(client, (InetSocketAddress) client.getRemoteAddress(), server);
    } catch (IOException e) {
      Loop.closeQuietly(client);
      Loop.closeQuietly(server);
      throw e;
    }
  }

  private void begin(SocketChannel client, InetSocketAddress address, SocketChannel upstream) {
    long number = counters.connections().incrementAndGet();
    Loop carrier = network.nextLoop();
    carrier.execute(() -> {
      Relay relay = new Relay(this, carrier, number, client, address, upstream);
      relays.add(relay);
      if (stopped) {
        relay.close();
      } else {
        relay.begin();
      }
    });
  }

  /** Finds out where the server is, without holding anything up, and has {@code relay} dial it. */
  void resolveAndDial(Relay relay) {
    resolveAndDial(relay, route.server().orElseThrow());
  }

  /** The same for a server that the client has chosen. */
  void resolveAndDial(Relay relay, Endpoint server) {
    if (server.isLiteral()) {
      resolved(relay, server);
    } else {
      Thread.startVirtualThread(() -> resolved(relay, server));
    }
  }

  private void resolved(Relay relay, Endpoint server) {
    try {
      InetSocketAddress address = network.resolve(server);
      relay.loop().execute(() -> relay.dial(address));
    } catch (IOException e) {
      failed(e);
      relay.loop().execute(relay::dialFailed);
    }
  }

  @Override
  public InetSocketAddress address() {
    return acceptor.address();
  }

  @Override
  public void replaceToxics(List<Planted> now) {
    toxics = List.copyOf(now);
    loop.execute(this::apply);
    network.settle();
    // The listener's loop has told the others; now they have done it.
    network.settle();
  }

  @Override
  public void countRefused() {
    loop.execute(acceptor::count);
    network.settle();
  }

  @Override
  public void stop() {
    stopped = true;
    acceptor.stop();
    loop.execute(this::apply);
    relays.forEach(relay -> relay.loop().execute(relay::close));
    network.settle();
  }

  @Override
  public boolean kill(long number) {
    for (Relay relay : relays) {
      if (relay.number() == number) {
        relay.loop().execute(relay::reset);
        network.settle();
        return true;
      }
    }
    return false;
  }

  @Override
  public List<ConnectionView> connections() {
    List<ConnectionView> views = Collections.synchronizedList(new ArrayList<>());
    relays.forEach(relay ->
        relay
            .loop()
            .execute(() -> {
              if (!relay.isClosed()) {
                views.add(relay.view());
              }
            }));
    network.settle();
    // A copy, since an interrupted wait ends before the loops have done their part.
    return List.copyOf(views).stream()
        .sorted(Comparator.comparingLong(ConnectionView::number))
        .toList();
  }

  @Override
  public int openConnections() {
    return relays.size();
  }

  Draws draws() {
    return network.draws();
  }

  Budget budget() {
    return network.budget();
  }

  String proxy() {
    return route.proxy();
  }

  boolean isBlackHole() {
    return route.blackHole();
  }

  Counters counters() {
    return counters;
  }

  boolean carriesHttp() {
    return route.http();
  }

  /** Whether clients choose their server by its name. */
  boolean routesByName() {
    return !route.tls().routes().isEmpty();
  }

  /** The server for a name, or the one for all others. */
  Optional<Endpoint> serverFor(Optional<String> name) {
    return name.flatMap(route.tls()::route).flatMap(Endpoint::parse).or(route::server);
  }

  Optional<SSLEngine> engineTowardsClient() {
    return route.engines().towardsClient();
  }

  Optional<SSLEngine> engineTowardsServer() {
    return route.engines().towardsServer();
  }

  boolean resetsWhenDialFails() {
    return route.resetsWhenDialFails();
  }

  List<Planted> toxics() {
    return toxics;
  }

  Traffic traffic(Direction direction) {
    return direction == Direction.UPSTREAM ? counters.upstream() : counters.downstream();
  }

  void ended(Relay relay) {
    relays.remove(relay);
  }

  /** A socket failed; that is what proxies are for, so it is counted and no more. */
  void failed(Throwable e) {
    assert e != null;
    failures.increment();
  }

  /** How many sockets of this proxy have failed. */
  public long failures() {
    return failures.sum();
  }
}
