package dev.faultline.runtime;

import dev.faultline.link.Endpoint;
import dev.faultline.link.Session;
import dev.faultline.runtime.secure.PublicKey;
import dev.faultline.runtime.socket.UdpAddress;
import dev.faultline.runtime.socket.UdpSocket;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** By which number a driver's endpoint knows whom: an address, or with keys one at an address. */
final class AddressBook {
  private final UdpSocket socket;
  private final Endpoint endpoint;
  private final @Nullable Protection protection;
  private final PeerTable table;

  AddressBook(
      UdpSocket socket,
      Endpoint endpoint,
      @Nullable Protection protection,
      RandomGenerator random) {
    this.socket = socket;
    this.endpoint = endpoint;
    this.protection = protection;
    table = new PeerTable(random, this::inUse);
    if (protection != null) {
      protection.layer().sources(table::prefix);
    }
    socket.keep(() -> {
      Set<Long> used = inUse();
      return address -> used.contains(table.peer(address));
    });
  }

  /** The numbers of addresses, which are those of peers unless there are keys. */
  PeerTable table() {
    return table;
  }

  /** The numbers of all addresses at which peers of sessions may be. */
  private Set<Long> inUse() {
    Set<Long> used = new HashSet<>();
    if (protection == null) {
      endpoint.addresses(used::add);
    } else {
      protection.layer().addresses(used::add);
    }
    return used;
  }

  /** What the endpoint is to know a peer by, which it is about to connect to. */
  long number(InetSocketAddress peer, @Nullable PublicKey key) {
    UdpAddress known = UdpAddress.of(peer);
    if (known.port() == 0 || !socket.reaches(known)) {
      throw new IllegalArgumentException(
          "cannot connect to "
              + known
              + " from "
              + socket.localAddress()
              + (known.port() == 0
                  ? ": there is no port 0"
                  : ": the driver is bound to an IPv4 address; bind it to an IPv6 address"));
    }
    socket.reach(known);
    long address = table.peer(known);
    if (protection != null) {
      return protection.number(address, peer, key);
    }
    if (key != null) {
      throw new IllegalArgumentException(
          "this driver's traffic is not protected, so peers cannot be identified by a key");
    }
    return address;
  }

  /** Where the peer of a session is. */
  InetSocketAddress address(Session session) {
    long peer = session.peer();
    if (peer < 0) {
      throw new IllegalStateException(
          "session "
              + session.id()
              + " was recovered and has no address yet: reconnect it, or wait until its peer does");
    }
    return address(peer);
  }

  /** Where a peer of the endpoint is. */
  InetSocketAddress address(long peer) {
    return table
        .address(protection == null ? peer : protection.layer().address(peer))
        .toSocketAddress();
  }
}
