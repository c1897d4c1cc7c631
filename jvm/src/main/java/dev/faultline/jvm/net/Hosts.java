package dev.faultline.jvm.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a world's programs: 10.0.0.1 for the first, and so on, under the names of their
 * nodes. Complete before the world runs.
 */
public final class Hosts {
  private static final int PER_NETWORK = 254;

  private final Map<String, InetAddress> addresses = new LinkedHashMap<>();

  /** Gives a node the next address, unless it has one. */
  public void add(String node) {
    int number = addresses.size();
    byte[] address = {10, 0, (byte) (number / PER_NETWORK), (byte) (number % PER_NETWORK + 1)};
    addresses.putIfAbsent(node, named(node, address));
  }

  static InetAddress named(String name, byte[] address) {
    try {
      return InetAddress.getByAddress(name, address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** The address of a node, or null when no program has that name. */
  @Nullable InetAddress address(String node) {
    return addresses.get(node);
  }

  /** The node with an address, or null when there is none. */
  @Nullable String node(InetAddress address) {
    for (Map.Entry<String, InetAddress> each : addresses.entrySet()) {
      if (each.getValue().equals(address)) {
        return each.getKey();
      }
    }
    return null;
  }
}
