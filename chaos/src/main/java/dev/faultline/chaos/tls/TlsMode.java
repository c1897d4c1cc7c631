package dev.faultline.chaos.tls;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a TCP proxy handles TLS. If it terminates TLS, toxics work on the plain bytes.
 *
 * @param terminate speaks TLS with clients
 * @param originate speaks TLS with the server
 * @param routes servers by the names that clients ask for (SNI), as {@code host:port}; the bytes
 *     pass unchanged. A name may begin with {@code *.}, which stands for one label
 */
public record TlsMode(
    Optional<Terminate> terminate,
    Optional<Originate> originate,
    SortedMap<String, String> routes) {
  /** No TLS: all bytes pass unchanged. */
  public static final TlsMode NONE =
      new TlsMode(Optional.empty(), Optional.empty(), Collections.emptySortedMap());

  public TlsMode {
    SortedMap<String, String> lower = new TreeMap<>();
    routes.forEach((name, server) -> lower.put(name.toLowerCase(Locale.ROOT), server));
    routes = Collections.unmodifiableSortedMap(lower);
  }

  /**
   * TLS with clients. Either a certificate with its key, or a test authority, which makes a
   * certificate for each name that a client asks for.
   *
   * @param certificate PEM file with the certificate and its issuers' certificates; empty for none
   * @param key PEM file with its key, not encrypted; empty for none
   * @param authority folder of a {@link TestAuthority}; empty for none
   * @param clientTrust PEM file with the authorities of clients, who must then present a
   *     certificate; empty to accept any client
   * @param versions such as {@code TLSv1.3}; empty for the JDK's
   */
  public record Terminate(
      String certificate, String key, String authority, String clientTrust, List<String> versions) {
    public Terminate {
      versions = List.copyOf(versions);
    }

    /** With a certificate and its key. */
    public static Terminate with(String certificate, String key) {
      return new Terminate(certificate, key, "", "", List.of());
    }

    /** With the test authority in a folder. */
    public static Terminate by(String authority) {
      return new Terminate("", "", authority, "", List.of());
    }

    /** A copy that allows only these versions. */
    public Terminate in(String... only) {
      return new Terminate(certificate, key, authority, clientTrust, List.of(only));
    }
  }

  /**
   * TLS with the server.
   *
   * @param serverName the name to ask for, which the server's certificate must contain; empty for
   *     the upstream's host
   * @param trust PEM file with the trusted authorities; empty for the JDK's
   * @param verify whether the server's certificate is verified
   * @param certificate PEM file with the certificate to present to a server that asks for one;
   *     empty for none
   * @param key PEM file with its key
   * @param versions such as {@code TLSv1.2}; empty for the JDK's
   */
  public record Originate(
      String serverName,
      String trust,
      boolean verify,
      String certificate,
      String key,
      List<String> versions) {
    public Originate {
      versions = List.copyOf(versions);
    }

    /** With a server whose certificate comes from an authority in a PEM file. */
    public static Originate trusting(String trust, String serverName) {
      return new Originate(serverName, trust, true, "", "", List.of());
    }
  }

  /** TLS with clients only. */
  public static TlsMode terminating(Terminate terminate) {
    return new TlsMode(Optional.of(terminate), Optional.empty(), NONE.routes);
  }

  /** TLS with the server only. */
  public static TlsMode originating(Originate originate) {
    return new TlsMode(Optional.empty(), Optional.of(originate), NONE.routes);
  }

  /** Passes TLS through to the server that belongs to the name the client asks for. */
  public static TlsMode routing(SortedMap<String, String> routes) {
    return new TlsMode(Optional.empty(), Optional.empty(), routes);
  }

  /** The server for a name, if there is a route. */
  public Optional<String> route(String name) {
    String exact = routes.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    int dot = name.indexOf('.');
    return dot < 0 ? Optional.empty() : Optional.ofNullable(routes.get("*" + name.substring(dot)));
  }
}
