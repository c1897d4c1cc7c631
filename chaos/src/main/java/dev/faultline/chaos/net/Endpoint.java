package dev.faultline.chaos.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A host and a port as people write them: {@code db:5432}, {@code [::1]:80}, {@code :8080}.
 *
 * @param host a name or an address, without brackets; empty for all interfaces
 * @param port from 0 to 65,535
 */
public record Endpoint(String host, int port) {
  private static final int HIGHEST_PORT = 65_535;

  /** Reads {@code text}; empty if it is not a host and port. */
  public static Optional<Endpoint> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    if (host.codePoints()
        .anyMatch(c -> c == '/' || Character.isSpaceChar(c) || Character.isISOControl(c))) {
      return Optional.empty();
    }
    String digits = text.substring(colon + 1);
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return port > HIGHEST_PORT ? Optional.empty() : Optional.of(new Endpoint(host, port));
  }

  /** Asks the system for the address; may wait for a name server. */
  public InetSocketAddress resolve() throws UnknownHostException {
    return host.isEmpty()
        ? new InetSocketAddress(port)
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /** Whether asking for the address cannot take long. */
  boolean isLiteral() {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  /** An address as {@code host:port}, with brackets around an IPv6 host. */
  public static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    if (address.getAddress().isAnyLocalAddress()) {
      host = "::";
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
