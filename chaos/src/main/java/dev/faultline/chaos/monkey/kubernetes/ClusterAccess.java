package dev.faultline.chaos.monkey.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The address of a cluster's API and the credentials for it, from the pod that this runs in or from
 * a kubeconfig file.
 *
 * @param namespace the default namespace for finding pods
 * @param token the bearer token; empty for none
 * @param authorities the trusted authorities in PEM; empty for the JDK's
 */
public record ClusterAccess(URI server, String namespace, String token, String authorities) {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /**
   * Finds the access as Kubernetes' own commands do: {@code KUBECONFIG}, else the pod's service
   * account, else {@code ~/.kube/config}.
   *
   * @throws IOException if there is none, or it needs something that is not supported here
   */
  public static ClusterAccess find(Map<String, String> environment) throws IOException {
    String file = environment.getOrDefault("KUBECONFIG", "");
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    if (file.isEmpty() && !host.isEmpty() && Files.exists(ACCOUNT.resolve("token"))) {
      return new ClusterAccess(
          URI.create(
              "https://%s:%s"
                  .formatted(
                      host.contains(":") ? "[" + host + "]" : host,
                      environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443"))),
          Files.readString(ACCOUNT.resolve("namespace")).strip(),
          Files.readString(ACCOUNT.resolve("token")).strip(),
          Files.readString(ACCOUNT.resolve("ca.crt")));
    }
    return read(
        file.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", ""), ".kube", "config")
            : Path.of(file));
  }

  /** Reads the current context of a kubeconfig file. */
  static ClusterAccess read(Path file) throws IOException {
    Object root;
    try {
      root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    } catch (IOException | YamlEngineException e) {
      throw new IOException("the kubeconfig " + file + " cannot be read: " + e.getMessage(), e);
    }
    String current = text(root, "current-context");
    Object context = named(file, root, "contexts", current, "context");
    Object cluster = named(file, root, "clusters", text(context, "cluster"), "cluster");
    Object user = named(file, root, "users", text(context, "user"), "user");
    for (String unknown :
        List.of("exec", "auth-provider", "client-certificate", "client-certificate-data")) {
      if (user instanceof Map<?, ?> fields && fields.containsKey(unknown)) {
        throw new IOException(
            "%s: user '%s' has '%s', which is not known here; expected a token, such as 'kubectl create token' prints"
                .formatted(file, text(context, "user"), unknown));
      }
    }
    if ("true".equals(text(cluster, "insecure-skip-tls-verify"))) {
      throw new IOException(
          file + ": 'insecure-skip-tls-verify' is refused: anybody could be told the token");
    }
    String namespace = text(context, "namespace");
    Path folder = file.toAbsolutePath().resolveSibling("");
    return new ClusterAccess(
        server(file, text(cluster, "server")),
        namespace.isEmpty() ? "default" : namespace,
        text(user, "tokenFile").isEmpty()
            ? text(user, "token")
            : Files.readString(folder.resolve(text(user, "tokenFile"))).strip(),
        authorities(folder, cluster));
  }

  private static URI server(Path file, String server) throws IOException {
    if (!server.matches("https?://[^\\s]+")) {
      throw new IOException(file + ": server is '" + server + "', expected a URL");
    }
    return URI.create(server);
  }

  private static String authorities(Path folder, Object cluster) throws IOException {
    String data = text(cluster, "certificate-authority-data");
    if (!data.isEmpty()) {
      return new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
    }
    String file = text(cluster, "certificate-authority");
    return file.isEmpty() ? "" : Files.readString(folder.resolve(file));
  }

  private static String text(@Nullable Object of, String key) {
    Object value = of instanceof Map<?, ?> fields ? fields.get(key) : null;
    return value == null ? "" : value.toString();
  }

  private static Object named(
      Path file, @Nullable Object root, String list, String name, String field) throws IOException {
    Object all = root instanceof Map<?, ?> fields ? fields.get(list) : null;
    if (all instanceof List<?> entries) {
      for (Object entry : entries) {
        if (text(entry, "name").equals(name)
            && entry instanceof Map<?, ?> fields
            && fields.get(field) instanceof Object found) {
          return found;
        }
      }
    }
    throw new IOException(
        "%s: there is no '%s' in %s, which the current context names".formatted(file, name, list));
  }

  /** An SSL context that trusts the cluster's authorities; empty if those are the JDK's. */
  Optional<SSLContext> tls() throws IOException {
    if (authorities.isEmpty()) {
      return Optional.empty();
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(authorities.getBytes(StandardCharsets.US_ASCII)))) {
        store.setCertificateEntry("authority-" + ++number, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return Optional.of(context);
    } catch (GeneralSecurityException e) {
      throw new IOException("the cluster's authorities cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    // The token is nobody's business.
    return "cluster " + server + ", namespace " + namespace;
  }
}
