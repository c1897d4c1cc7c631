package dev.faultline.chaos.client;

import dev.faultline.chaos.ProxySpec;

/**
 * A proxy of a server that runs elsewhere, as it was when it was asked for.
 *
 * @param spec what it is, with the real port
 * @param connections how many clients have come
 * @param openConnections how many connections lived
 */
public record RemoteProxy(ProxySpec spec, long connections, long openConnections) {
  /** The port that clients connect to. */
  public int port() {
    return Integer.parseInt(spec.listen().substring(spec.listen().lastIndexOf(':') + 1));
  }
}
