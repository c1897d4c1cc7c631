package dev.faultline.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A line there and back over a socket with TLS: the server without an argument, or the client. */
public final class SecureEcho {
  private static final int PORT = 7443;
  private static final char[] PASSWORD = "changeit".toCharArray();

  private SecureEcho() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    SSLContext context = context();
    if (arguments.length == 0) {
      try (SSLServerSocket server =
              (SSLServerSocket) context.getServerSocketFactory().createServerSocket(PORT);
          SSLSocket socket = (SSLSocket) server.accept()) {
        write(socket, "echo " + reader(socket).readLine());
      }
    } else {
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(arguments[0], PORT)) {
        write(socket, "hello");
        System.out.println(reader(socket).readLine());
        System.out.println(socket.getSession().getProtocol());
      }
    }
  }

  private static BufferedReader reader(SSLSocket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void write(SSLSocket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of("/bank.p12"))) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
