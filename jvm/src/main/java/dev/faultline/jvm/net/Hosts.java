package dev.faultline.jvm.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a world's programs: 10.0.0.1 for the first, and so on, under the names of their
 * nodes. Complete before the world runs.
 */
public final class Hosts {
  private static final int PER_NETWORK = 254;

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

  private int number;
  private final Map<String, InetAddress> addresses = new LinkedHashMap<>();

  /** Gives a node the next free address, unless it has one. */
  public void add(String node) {
    if (addresses.containsKey(node)) {
      return;
    }
    InetAddress next;
    do {
      byte[] address = {10, 0, (byte) (number / PER_NETWORK), (byte) (number % PER_NETWORK + 1)};
      next = named(node, address);
      number++;
    } while (node(next) != null);
    addresses.put(node, next);
  }

  /**
   * Gives a node an address of its own.
   *
   * @throws IllegalArgumentException when it is none of IPv4 that one machine can have, or taken
   */
  public void add(String node, String address) {
    InetAddress given = named(node, bytes(node, address));
    String owner = node(given);
    if (owner != null && !owner.equals(node)) {
      throw new IllegalArgumentException(
          "node '%s': the address %s is that of node '%s'; give it another one"
              .formatted(node, address, owner));
    }
    addresses.put(node, given);
  }

  private static byte[] bytes(String node, String address) {
    if (IPV4.matcher(address).matches()) {
      String[] parts = address.split("\\.", -1);
      byte[] bytes = new byte[parts.length];
      for (int i = 0; i < parts.length; i++) {
        bytes[i] = (byte) Integer.parseInt(parts[i]);
      }
      InetAddress parsed = named(node, bytes);
      if (!parsed.isLoopbackAddress() && !parsed.isAnyLocalAddress() && (bytes[0] & 0xE0) != 0xE0) {
        return bytes;
      }
    }
    throw new IllegalArgumentException(
        "node '%s': '%s' is not an address of a machine, expected one of IPv4 such as 10.0.0.7"
            .formatted(node, address));
  }

  static InetAddress named(@Nullable String name, byte[] address) {
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

  /** All nodes that have an address, in the order in which they were added. */
  List<String> nodes() {
    return List.copyOf(addresses.keySet());
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
