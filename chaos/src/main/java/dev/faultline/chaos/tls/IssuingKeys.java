package dev.faultline.chaos.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a server that has a certificate for every name: a test authority signs one when a
 * client first asks for it. Thread-safe.
 */
final class IssuingKeys extends X509ExtendedKeyManager {
  /** A hostile client may ask for any number of names. */
  private static final int REMEMBERED_MOST = 1_000;

  private static final String WITHOUT_NAME = "localhost";

  private final TestAuthority authority;
  private final ConcurrentMap<String, Credentials> issued = new ConcurrentHashMap<>();

  IssuingKeys(TestAuthority authority) {
    this.authority = authority;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    if (!keyType.equals("EC") || engine == null) {
      return null;
    }
    String name = WITHOUT_NAME;
    SSLSession session = engine.getHandshakeSession();
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName asked : extended.getRequestedServerNames()) {
        if (asked instanceof SNIHostName host) {
          name = host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    if (issued.size() >= REMEMBERED_MOST) {
      issued.clear();
    }
    issued.computeIfAbsent(name, this::issue);
    return name;
  }

  private Credentials issue(String name) {
    Set<String> names = new LinkedHashSet<>(List.of(name, "localhost", "127.0.0.1", "::1"));
    return authority.issue(List.copyOf(names));
  }

  private Credentials of(String alias) {
    return issued.computeIfAbsent(alias, this::issue);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return of(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return of(alias).key();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
