package dev.faultline.chaos.client;

import dev.faultline.chaos.ProxySpec;

/**
 * A proxy of a remote server, as it was at the time of the request.
 *
 * @param spec its definition, with the real port
 * @param connections how many clients have connected
 * @param openConnections how many connections were open
 */
public record RemoteProxy(ProxySpec spec, long connections, long openConnections) {
  /** The port that clients connect to. */
  public int port() {
    return Integer.parseInt(spec.listen().substring(spec.listen().lastIndexOf(':') + 1));
  }
}
