package dev.faultline.chaos.toxic;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which clients a toxic affects, by their addresses.
 *
 * @param networks addresses, or networks such as {@code 10.0.0.0/8}; none for all clients
 */
public record SourceMatch(List<String> networks) {
  /** All clients. */
  public static final SourceMatch ALL = new SourceMatch(List.of());

  private static final int MOST = 256;

  public SourceMatch {
    networks = List.copyOf(networks);
    if (networks.size() > MOST) {
      throw new AttributeException("match.source", "a list of " + networks.size(), "at most 256");
    }
    networks.forEach(Network::parse);
  }

  /** Whether it covers a client with this address. */
  public boolean covers(InetAddress client) {
    if (networks.isEmpty()) {
      return true;
    }
    for (String network : networks) {
      if (Network.parse(network).contains(client.getAddress())) {
        return true;
      }
    }
    return false;
  }

  /** A network: the first {@code bits} of an address. */
  private record Network(List<Byte> address, int bits) {
    static Network parse(String text) {
      int slash = text.indexOf('/');
      String host = slash < 0 ? text : text.substring(0, slash);
      try {
        byte[] address = InetAddress.ofLiteral(host).getAddress();
        int most = address.length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits >= 0 && bits <= most) {
          List<Byte> bytes = new ArrayList<>();
          for (byte b : address) {
            bytes.add(b);
          }
          return new Network(bytes, bits);
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
      throw new AttributeException(
          "match.source", "'" + text + "'", "an address or a network, such as 10.0.0.0/8");
    }

    boolean contains(byte[] other) {
      if (other.length != address.size()) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address.get(bit / 8) & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
