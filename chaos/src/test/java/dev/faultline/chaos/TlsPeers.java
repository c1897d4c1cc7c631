package dev.faultline.chaos;

import dev.faultline.chaos.tls.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Clients and servers of the JDK's own TLS, with certificates of one test authority. */
final class TlsPeers {
  final Path folder;
  private final TestAuthority authority;

  TlsPeers(Path folder) throws IOException {
    this.folder = folder;
    authority = TestAuthority.create(folder);
  }

  String authorityFile() {
    return folder.resolve(TestAuthority.CERTIFICATE).toString();
  }

  /** Files with a certificate for a name, and its key. */
  String[] files(String name) throws IOException {
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + "-key.pem");
    authority.issue(List.of(name), certificate, key);
    return new String[] {certificate.toString(), key.toString()};
  }

  /** Trusts the authority; shows a certificate for this name, where it is not empty. */
  SSLContext context(String own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, new char[0]);
    trusted.setCertificateEntry("authority", certificates(Path.of(authorityFile()))[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    if (!own.isEmpty()) {
      String[] files = files(own);
      store.setKeyEntry("own", key(files[1]), new char[0], certificates(Path.of(files[0])));
    }
    keys.init(store, new char[0]);
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static PrivateKey key(String file) throws Exception {
    String base64 = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  private static Certificate[] certificates(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      return all.toArray(Certificate[]::new);
    }
  }

  /** A server with a certificate for this name. */
  Sockets.Server serve(String name, Sockets.Service service) throws Exception {
    SSLServerSocket listening =
        (SSLServerSocket)
            context(name)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return Sockets.serve(listening, service);
  }

  /** A client that has shaken hands with whoever listens at this port, and checked the name. */
  SSLSocket connect(int port, String name, String version, String own) throws Exception {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    plain.setTcpNoDelay(true);
    plain.setSoTimeout(20_000);
    return connect(plain, name, version, own);
  }

  /** The same on a connection that is there. */
  SSLSocket connect(Socket plain, String name, String version, String own) throws Exception {
    int port = plain.getPort();
    SSLSocket socket =
        (SSLSocket)
            context(own)
                .getSocketFactory()
                .createSocket(plain, name.isEmpty() ? "127.0.0.1" : name, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    if (!name.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      plain.close();
      throw e;
    }
    return socket;
  }
}
