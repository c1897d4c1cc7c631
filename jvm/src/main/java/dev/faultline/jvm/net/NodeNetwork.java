package dev.faultline.jvm.net;

import dev.faultline.agent.ProgramNetwork;
import dev.faultline.core.Address;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import java.net.BindException;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The network of one incarnation: its ports, its sockets, and the names that it knows. */
public final class NodeNetwork implements ProgramNetwork {
  private static final int FIRST_EPHEMERAL = 32_768;
  private static final int LAST_EPHEMERAL = 60_999;

  private final BlockingEnv env;
  private final Hosts hosts;
  private final InetAddress host;
  private final NodeProvider provider = new NodeProvider(this);
  private final Map<Integer, ServerPort> listening = new LinkedHashMap<>();
  private final Set<Integer> bound = new LinkedHashSet<>();
  private final Datagrams datagrams;
  private final Set<Stream> open = new LinkedHashSet<>();
  private int lastEphemeral = FIRST_EPHEMERAL - 1;
  private boolean over;

  /**
   * The network of an incarnation, which takes connections from now on.
   *
   * @param hosts knows the node
   */
  public NodeNetwork(BlockingEnv env, Hosts hosts) {
    this.env = env;
    this.hosts = hosts;
    InetAddress own = hosts.address(env.self().name());
    if (own == null) {
      throw new IllegalStateException(env.self() + " has no address");
    }
    host = own;
    env.acceptWith(this::asked);
    datagrams = new Datagrams(env, hosts, this);
  }

  private @Nullable ConnectionListener asked(Connection connection) {
    if (over) {
      return null;
    }
    Stream stream = new Stream(this);
    stream.over(connection);
    return stream;
  }

  /** The process has ended: the operating system closes what it had open. */
  public void close() {
    over = true;
    List.copyOf(listening.values()).forEach(ServerPort::close);
    List.copyOf(open).forEach(Stream::close);
    datagrams.close();
    listening.clear();
  }

  // --- for sockets ---

  Datagrams datagrams() {
    return datagrams;
  }

  Changes newChanges() {
    return new Changes(env::nanoTime);
  }

  InetAddress host() {
    return host;
  }

  /** A number below {@code bound}. */
  int draw(int bound) {
    return env.random().nextInt(bound);
  }

  Connection connect(String node, ConnectionListener listener) {
    return env.connect(env.address(node), listener);
  }

  InetAddress addressOf(Address peer) {
    InetAddress known = hosts.address(peer.name());
    return known != null ? known : InetAddress.getLoopbackAddress();
  }

  /**
   * The node that an address leads to.
   *
   * @throws NoRouteToHostException when there is none
   */
  String nodeAt(InetAddress address) throws NoRouteToHostException {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return env.self().name();
    }
    String node = hosts.node(address);
    if (node == null) {
      throw new NoRouteToHostException("No route to host");
    }
    return node;
  }

  void opened(Stream stream) {
    open.add(stream);
  }

  void closed(Stream stream) {
    if (open.remove(stream) && stream.isClient()) {
      bound.remove(stream.local().getPort());
    }
  }

  @Nullable ServerPort listening(int port) {
    return listening.get(port);
  }

  /**
   * Takes a port.
   *
   * @param wanted 0 for any
   * @throws BindException when it is taken, or the address is not this node's
   */
  int bind(InetAddress address, int wanted) throws BindException {
    if (!address.isAnyLocalAddress() && !address.isLoopbackAddress() && !address.equals(host)) {
      throw new BindException("Cannot assign requested address");
    }
    int port = wanted == 0 ? ephemeral() : wanted;
    if (!bound.add(port)) {
      throw new BindException("Address already in use");
    }
    return port;
  }

  private int ephemeral() throws BindException {
    for (int tried = FIRST_EPHEMERAL; tried <= LAST_EPHEMERAL; tried++) {
      lastEphemeral = lastEphemeral == LAST_EPHEMERAL ? FIRST_EPHEMERAL : lastEphemeral + 1;
      if (!bound.contains(lastEphemeral)) {
        return lastEphemeral;
      }
    }
    throw new BindException("Cannot assign requested address: all ports are taken");
  }

  void unbind(int port) {
    bound.remove(port);
  }

  ServerPort listen(InetSocketAddress local, int backlog) {
    ServerPort server = new ServerPort(local, backlog, newChanges());
    listening.put(local.getPort(), server);
    return server;
  }

  void stopListening(ServerPort server) {
    listening.remove(server.local.getPort());
    unbind(server.local.getPort());
    server.close();
  }

  // --- for the JDK ---

  @Override
  public SocketImpl socket(boolean server) {
    return new NodeSocketImpl(this, server);
  }

  @Override
  public DatagramSocketImpl datagramSocket() {
    return new NodeDatagramImpl(datagrams.newPort());
  }

  @Override
  public SelectorProvider selectors() {
    return provider;
  }

  @Override
  public InetAddress[] addresses(String name) throws UnknownHostException {
    InetAddress known = hosts.address(name);
    if (known != null) {
      return new InetAddress[] {known};
    }
    if (name.equals("localhost")) {
      return new InetAddress[] {Hosts.named(name, new byte[] {127, 0, 0, 1})};
    }
    throw new UnknownHostException(name + ": Name or service not known");
  }

  @Override
  public String name(InetAddress address) {
    String node = hosts.node(address);
    if (node != null) {
      return node;
    }
    return address.isLoopbackAddress() ? "localhost" : address.getHostAddress();
  }

  @Override
  public InetAddress localHost() {
    return host;
  }
}
