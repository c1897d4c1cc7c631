package dev.faultline.chaos.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the TLS engines of a proxy's connections, from certificates and keys that are read when
 * the proxy is created. Thread-safe.
 */
public final class TlsEngines {
  /** For proxies that pass all bytes unchanged. */
  public static final TlsEngines NONE = new TlsEngines(null, null, false);

  /** HTTP/1.1, as ALPN calls it (RFC 7301, section 6). */
  private static final String HTTP = "http/1.1";

  private static final char[] IN_MEMORY = new char[0];

  private record Maker(SSLContext context, SSLParameters parameters, String peer) {}

  private final @Nullable Maker terminate;
  private final @Nullable Maker originate;

  private final boolean http;

  private TlsEngines(@Nullable Maker terminate, @Nullable Maker originate, boolean http) {
    this.terminate = terminate;
    this.originate = originate;
    this.http = http;
  }

  /**
   * Reads all files.
   *
   * @param upstreamHost the server name to use when the mode gives none
   * @param http whether the plain bytes are HTTP/1.1, which is then negotiated with ALPN
   * @throws TlsException when a file cannot be used; the message names the field and the file
   */
  public static TlsEngines load(TlsMode mode, String upstreamHost, boolean http)
      throws TlsException {
    Maker server = null;
    if (mode.terminate().isPresent()) {
      server = terminate(mode.terminate().get());
    }
    Maker client = null;
    if (mode.originate().isPresent()) {
      client = originate(mode.originate().get(), upstreamHost);
      if (http) {
        client.parameters().setApplicationProtocols(new String[] {HTTP});
      }
    }
    return new TlsEngines(server, client, http);
  }

  /** The engine for a client connection, if the proxy speaks TLS with clients. */
  public Optional<SSLEngine> towardsClient() {
    return Optional.ofNullable(terminate)
        .map(maker -> {
          SSLEngine engine = maker.context().createSSLEngine();
          engine.setUseClientMode(false);
          engine.setSSLParameters(maker.parameters());
          engine.setHandshakeApplicationProtocolSelector((own, offered) -> agreed(offered));
          return engine;
        });
  }

  /**
   * The protocol to select for a client that offers these: null refuses the client with an alert,
   * and an empty text selects none.
   */
  private @Nullable String agreed(List<String> offered) {
    if (!http) {
      return "";
    }
    return offered.contains(HTTP) ? HTTP : null;
  }

  /** The engine for the server connection, if the proxy speaks TLS with the server. */
  public Optional<SSLEngine> towardsServer() {
    return Optional.ofNullable(originate)
        .map(maker -> {
          // Without a port nothing is resumed: each connection shakes hands in full.
          SSLEngine engine = maker.context().createSSLEngine(maker.peer(), -1);
          engine.setUseClientMode(true);
          engine.setSSLParameters(maker.parameters());
          return engine;
        });
  }

  private static Maker terminate(TlsMode.Terminate spec) throws TlsException {
    String place = "tls.terminate";
    boolean files = !spec.certificate().isEmpty() || !spec.key().isEmpty();
    if (files == !spec.authority().isEmpty()) {
      throw new TlsException(
          place, "expected certificate and key, or the folder of a test authority, and not both");
    }
    KeyManager[] keys =
        files
            ? keys(Pem.credentials(place, spec.certificate(), spec.key()))
            : new KeyManager[] {
              new IssuingKeys(TestAuthority.read(place + ".authority", spec.authority()))
            };
    SSLContext context =
        context(
            keys,
            spec.clientTrust().isEmpty()
                ? null
                : trust(Pem.certificates(place + ".client_trust", spec.clientTrust())));
    SSLParameters parameters = parameters(context, place, spec.versions());
    parameters.setNeedClientAuth(!spec.clientTrust().isEmpty());
    return new Maker(context, parameters, "");
  }

  private static Maker originate(TlsMode.Originate spec, String upstreamHost) throws TlsException {
    String place = "tls.originate";
    KeyManager[] keys =
        spec.certificate().isEmpty() && spec.key().isEmpty()
            ? null
            : keys(Pem.credentials(place, spec.certificate(), spec.key()));
    TrustManager[] trust = null;
    if (!spec.verify()) {
      trust = new TrustManager[] {new AnyServer()};
    } else if (!spec.trust().isEmpty()) {
      trust = trust(Pem.certificates(place + ".trust", spec.trust()));
    }
    SSLContext context = context(keys, trust);
    SSLParameters parameters = parameters(context, place, spec.versions());
    String name = spec.serverName().isEmpty() ? upstreamHost : spec.serverName();
    if (spec.verify()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (!isAddress(name)) {
      try {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      } catch (IllegalArgumentException e) {
        throw new TlsException(
            place + ".server_name", "'" + name + "' is not a name that a server can have");
      }
    }
    return new Maker(context, parameters, name);
  }

  private static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static SSLParameters parameters(SSLContext context, String place, List<String> versions)
      throws TlsException {
    SSLParameters parameters = context.getDefaultSSLParameters();
    if (!versions.isEmpty()) {
      List<String> known = Arrays.asList(context.getDefaultSSLParameters().getProtocols());
      for (String version : versions) {
        if (!known.contains(version)) {
          throw new TlsException(
              place + ".versions",
              "'%s' is not a version, expected some of %s"
                  .formatted(version, String.join(", ", known)));
        }
      }
      parameters.setProtocols(versions.toArray(String[]::new));
    }
    return parameters;
  }

  private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  private static KeyManager[] keys(Credentials credentials) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, IN_MEMORY);
      store.setKeyEntry(
          "key", credentials.key(), IN_MEMORY, credentials.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, IN_MEMORY);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM keeps no keys", e);
    }
  }

  private static TrustManager[] trust(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, IN_MEMORY);
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM keeps no certificates", e);
    }
  }
}
