package dev.faultline.chaos;

import dev.faultline.chaos.tls.TlsMode;

/**
 * What kind of proxy it is; this cannot be changed later.
 *
 * @param protocol what it carries
 * @param blackHole whether it has no server: clients are accepted, and what they send is swallowed
 * @param resetsWhenDialFails whether a client sees a reset connection when the server cannot be
 *     reached, and not its end
 * @param idleMillis how long a UDP client is remembered that sends and receives nothing
 * @param tls what it does about TLS
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

  /** TCP, to a server, as Toxiproxy does it. */
  public static final ProxyMode TCP =
      new ProxyMode(Protocol.TCP, false, false, DEFAULT_IDLE_MILLIS);

  /** UDP. */
  public static final ProxyMode UDP =
      new ProxyMode(Protocol.UDP, false, false, DEFAULT_IDLE_MILLIS);

  /** TCP without a server. */
  public static final ProxyMode BLACK_HOLE =
      new ProxyMode(Protocol.TCP, true, false, DEFAULT_IDLE_MILLIS);
}
