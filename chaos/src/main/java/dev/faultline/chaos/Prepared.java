package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Carrier;
import dev.faultline.chaos.net.Counters;
import dev.faultline.chaos.net.DatagramListener;
import dev.faultline.chaos.net.Endpoint;
import dev.faultline.chaos.net.Listener;
import dev.faultline.chaos.net.Network;
import dev.faultline.chaos.net.Planted;
import dev.faultline.chaos.net.Route;
import dev.faultline.chaos.tls.TlsEngines;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * What has to be found out before a proxy can start. A name server may take seconds to answer, and
 * files lie on disks of any kind, so that this is done while nobody holds a lock.
 *
 * @param listen where to listen, as it was written
 * @param upstream whom to dial, as it was written
 * @param address where to listen
 * @param engines speak TLS, where the proxy does
 */
record Prepared(String listen, String upstream, InetSocketAddress address, TlsEngines engines) {
  /**
   * Asks the name server and reads the files; may wait.
   *
   * @throws ProxyException where the name does not resolve, or a file makes no sense
   */
  static Prepared of(Network network, ProxyMode mode, String listen, String upstream)
      throws ProxyException {
    return new Prepared(
        listen, upstream, resolved(network, listen), ProxySpec.engines(mode, upstream));
  }

  /** Whether two places to listen are the same, however they are written; may wait. */
  static boolean same(Network network, String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      return resolved(network, one).equals(resolved(network, other));
    } catch (ProxyException e) {
      return false;
    }
  }

  private static InetSocketAddress resolved(Network network, String listen) throws ProxyException {
    Endpoint endpoint = ProxySpec.endpoint("listen", listen);
    try {
      return network.resolve(endpoint);
    } catch (UnknownHostException e) {
      throw new ProxyException(
          Reason.SYSTEM, "listen tcp: lookup " + endpoint.host() + ": no such host");
    }
  }

  /**
   * Listens; waits for no name server and reads no file.
   *
   * @throws ProxyException where the system refuses the address, or it is the server's too
   */
  Carrier begin(
      Network network, String proxy, ProxyMode mode, List<Planted> toxics, Counters counters)
      throws ProxyException {
    boolean datagrams = mode.protocol() == Protocol.UDP;
    Route route =
        new Route(
            proxy,
            address,
            Endpoint.parse(upstream),
            mode.blackHole(),
            mode.resetsWhenDialFails(),
            mode.protocol() == Protocol.HTTP,
            mode.tls(),
            engines);
    try {
      Carrier carrier =
          datagrams
              ? new DatagramListener(network, route, toxics, counters, mode.idleMillis())
              : new Listener(network, route, toxics, counters);
      if (isItself(carrier.address())) {
        carrier.stop();
        throw new ProxyException(
            Reason.INVALID_VALUE,
            "upstream",
            "upstream is '"
                + upstream
                + "', which is the address of the proxy itself, expected a server");
      }
      return carrier;
    } catch (IOException e) {
      throw new ProxyException(
          Reason.SYSTEM,
          "listen %s %s: bind: %s"
              .formatted(datagrams ? "udp" : "tcp", Endpoint.text(address), reasonOf(e)));
    }
  }

  /** It would dial itself until no descriptor is left. */
  private boolean isItself(InetSocketAddress bound) {
    return upstream.equals(Endpoint.text(bound))
        || (upstream.equals(listen) && address.getPort() != 0);
  }

  /** The system's words, which clients compare. */
  private static String reasonOf(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof BindException && text.toLowerCase(Locale.ROOT).contains("already in use")) {
      return "address already in use";
    }
    return text.toLowerCase(Locale.ROOT);
  }
}
