package dev.faultline.chaos;

import dev.faultline.chaos.tls.TlsMode;

/**
 * The kind of a proxy, which cannot be changed later.
 *
 * @param protocol the protocol that it forwards
 * @param blackHole whether it has no server: clients are accepted, and their data is discarded
 * @param resetsWhenDialFails whether a client sees a connection reset when the server cannot be
 *     reached; otherwise it sees the connection closed
 * @param idleMillis how long an idle UDP client is remembered
 * @param tls how it handles TLS
 */
public record ProxyMode(
    Protocol protocol,
    boolean blackHole,
    boolean resetsWhenDialFails,
    long idleMillis,
    TlsMode tls) {
  /** Without TLS. */
  public ProxyMode(
      Protocol protocol, boolean blackHole, boolean resetsWhenDialFails, long idleMillis) {
    this(protocol, blackHole, resetsWhenDialFails, idleMillis, TlsMode.NONE);
  }

  /** The same with TLS. */
  public ProxyMode with(TlsMode other) {
    return new ProxyMode(protocol, blackHole, resetsWhenDialFails, idleMillis, other);
  }

  /** How long a silent UDP client is remembered by default. */
  public static final long DEFAULT_IDLE_MILLIS = 60_000;

  /** TCP to a server, like Toxiproxy. */
  public static final ProxyMode TCP =
      new ProxyMode(Protocol.TCP, false, false, DEFAULT_IDLE_MILLIS);

  /** UDP. */
  public static final ProxyMode UDP =
      new ProxyMode(Protocol.UDP, false, false, DEFAULT_IDLE_MILLIS);

  /** TCP without a server. */
  public static final ProxyMode BLACK_HOLE =
      new ProxyMode(Protocol.TCP, true, false, DEFAULT_IDLE_MILLIS);
}
