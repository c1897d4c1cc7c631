package dev.faultline.chaos.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What a client of TLS trusts and shows, from texts in PEM. */
public final class ClientContext {
  private static final char[] NO_PASSWORD = {};

  private ClientContext() {}

  /**
   * A context.
   *
   * @param authorities the trusted authorities; empty for the JDK's
   * @param certificate the client's certificate and those behind it; empty for none
   * @param key the certificate's key, not encrypted; empty for none
   * @throws TlsException if a text is damaged, or the key is another certificate's
   */
  public static SSLContext of(String authorities, String certificate, String key)
      throws TlsException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(certificate, key), trusted(authorities), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("tls", "it cannot be set up: " + e.getMessage());
    }
  }

  private static TrustManager @Nullable [] trusted(String authorities)
      throws GeneralSecurityException, IOException, TlsException {
    if (authorities.isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate one :
        Pem.certificates("certificate-authority", "certificate-authority", authorities)) {
      store.setCertificateEntry("authority-" + ++number, one);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static KeyManager @Nullable [] shown(String certificate, String key)
      throws GeneralSecurityException, IOException, TlsException {
    if (certificate.isEmpty() && key.isEmpty()) {
      return null;
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new TlsException("client", "a certificate and its key belong together");
    }
    Credentials own = Pem.credentialsOf("client", certificate, key, "the client's credentials");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client", own.key(), NO_PASSWORD, own.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }
}
