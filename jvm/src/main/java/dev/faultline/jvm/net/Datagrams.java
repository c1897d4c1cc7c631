package dev.faultline.jvm.net;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Datagram;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The UDP of one incarnation: which sockets are bound where, and what reaches them. Datagrams
 * travel as the world's do: they are lost, doubled and reordered as its model allows, but for those
 * to the node itself, which never leave it.
 */
final class Datagrams {
  /** What IPv4 has room for: RFC 768 on RFC 791. */
  static final int LONGEST = 65_507;

  private static final String EVERYBODY = "255.255.255.255";
  private static final int FIRST_EPHEMERAL = 32_768;
  private static final int LAST_EPHEMERAL = 60_999;

  private final BlockingEnv env;
  private final Hosts hosts;
  private final NodeNetwork network;

  /** The sockets of each port; several only where all of them share it. */
  private final Map<Integer, List<DatagramPort>> bound = new LinkedHashMap<>();

  private int lastEphemeral = FIRST_EPHEMERAL - 1;

  Datagrams(BlockingEnv env, Hosts hosts, NodeNetwork network) {
    this.env = env;
    this.hosts = hosts;
    this.network = network;
    env.receiveWith(this::arrived);
  }

  DatagramPort newPort() {
    return new DatagramPort(this, network.newChanges());
  }

  InetAddress host() {
    return network.host();
  }

  void close() {
    List<DatagramPort> open = new ArrayList<>();
    bound.values().forEach(open::addAll);
    open.forEach(DatagramPort::close);
  }

  /**
   * Takes a port.
   *
   * @param wanted 0 for any
   * @param shared whether others that say so too may have it as well
   * @throws BindException when it is taken, or the address is not this node's
   */
  int bind(DatagramPort port, InetAddress address, int wanted, boolean shared)
      throws BindException {
    if (!address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.equals(host())) {
      throw new BindException("Cannot assign requested address");
    }
    int number = wanted == 0 ? ephemeral() : wanted;
    List<DatagramPort> there = bound.computeIfAbsent(number, key -> new ArrayList<>());
    if (!there.isEmpty() && !(shared && there.stream().allMatch(DatagramPort::isShared))) {
      throw new BindException("Address already in use");
    }
    there.add(port);
    return number;
  }

  private int ephemeral() throws BindException {
    for (int tried = FIRST_EPHEMERAL; tried <= LAST_EPHEMERAL; tried++) {
      lastEphemeral = lastEphemeral == LAST_EPHEMERAL ? FIRST_EPHEMERAL : lastEphemeral + 1;
      if (!bound.containsKey(lastEphemeral)) {
        return lastEphemeral;
      }
    }
    throw new BindException("Cannot assign requested address: all ports are taken");
  }

  void unbind(DatagramPort port, int number) {
    List<DatagramPort> there = bound.get(number);
    if (there != null && there.remove(port) && there.isEmpty()) {
      bound.remove(number);
    }
  }

  // --- sending ---

  /**
   * Sends bytes from a bound port.
   *
   * @param loops whether the node's own members of a group hear it too
   */
  void send(int from, InetSocketAddress to, byte[] bytes, boolean loops) {
    InetAddress address = to.getAddress();
    String text = address.getHostAddress();
    if (!address.isMulticastAddress() && !text.equals(EVERYBODY)) {
      sendToOne(address, new Packet.Udp(from, to.getPort(), "", bytes));
      return;
    }
    Packet.Udp packet = new Packet.Udp(from, to.getPort(), text, bytes);
    for (String node : hosts.nodes()) {
      if (!node.equals(env.self().name())) {
        env.send(env.address(node), packet);
      } else if (loops) {
        arrived(packet, host());
      }
    }
  }

  private void sendToOne(InetAddress address, Packet.Udp packet) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress() || address.equals(host())) {
      arrived(packet, address.isAnyLocalAddress() ? host() : address);
      return;
    }
    String node = hosts.node(address);
    if (node != null) {
      env.send(env.address(node), packet);
    }
  }

  // --- arriving ---

  private void arrived(Datagram datagram) {
    if (!(datagram.message() instanceof Packet packet)) {
      return;
    }
    Address from = datagram.from();
    // Without the name: a program that wants it has to ask, as where the system tells the address.
    InetAddress address = Hosts.named(null, network.addressOf(from).getAddress());
    switch (packet) {
      case Packet.Udp udp -> {
        if (!arrived(udp, address) && udp.group().isEmpty()) {
          env.send(from, new Packet.Unreachable(udp.to(), udp.from()));
        }
      }
      case Packet.Unreachable(int port, int asked) ->
          at(asked).forEach(each -> each.unreachable(new InetSocketAddress(address, port)));
    }
  }

  /** Whether somebody is bound there. */
  private boolean arrived(Packet.Udp packet, InetAddress from) {
    InetSocketAddress source = new InetSocketAddress(from, packet.from());
    List<DatagramPort> there = at(packet.to());
    if (packet.group().isEmpty()) {
      if (!there.isEmpty()) {
        there.getLast().arrived(source, packet.bytes());
      } else if (from.isLoopbackAddress() || from.equals(host())) {
        InetSocketAddress dead = new InetSocketAddress(from, packet.to());
        at(packet.from()).forEach(each -> each.unreachable(dead));
      }
    } else {
      for (DatagramPort each : there) {
        if (packet.group().equals(EVERYBODY) || each.isMember(packet.group())) {
          each.arrived(source, packet.bytes());
        }
      }
    }
    return !there.isEmpty();
  }

  private List<DatagramPort> at(int number) {
    return List.copyOf(bound.getOrDefault(number, List.of()));
  }
}
