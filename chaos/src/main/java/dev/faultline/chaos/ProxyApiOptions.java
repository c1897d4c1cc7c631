package dev.faultline.chaos;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Options of a {@link ProxyApi}.
 *
 * @param address the address to listen on; port 0 takes a free one
 * @param token what callers have to send as {@code Authorization: Bearer …}; required for every
 *     address except loopback
 * @param proxyMetrics whether /metrics has the bytes of each proxy
 * @param runtimeMetrics whether /metrics has the JVM's figures
 * @param version the answer of /version
 */
public record ProxyApiOptions(
    InetSocketAddress address,
    Optional<String> token,
    boolean proxyMetrics,
    boolean runtimeMetrics,
    String version) {
  /** Toxiproxy's port. */
  public static final int DEFAULT_PORT = 8474;

  public ProxyApiOptions {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "address is " + address.getHostString() + ", expected a name that resolves");
    }
    if (token.isPresent() && !token.get().matches("[!-~]{1,1000}")) {
      throw new IllegalArgumentException(
          "token is empty, too long or has characters other than visible ASCII, expected a secret without spaces");
    }
    if (!address.getAddress().isLoopbackAddress() && token.isEmpty()) {
      throw new IllegalArgumentException(
          "address is "
              + address.getHostString()
              + ", which others can reach: expected a loopback address, or a token");
    }
  }

  /** On loopback at {@code port}, without metrics. */
  public static ProxyApiOptions loopback(int port) {
    return new ProxyApiOptions(
        new InetSocketAddress("127.0.0.1", port), Optional.empty(), false, false, "git");
  }
}
