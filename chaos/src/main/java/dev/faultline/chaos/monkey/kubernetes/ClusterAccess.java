package dev.faultline.chaos.monkey.kubernetes;

import dev.faultline.chaos.tls.ClientContext;
import dev.faultline.chaos.tls.TlsException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * The address of a cluster's API and the credentials for it, from the pod that this runs in or from
 * a kubeconfig file. Thread-safe.
 */
public final class ClusterAccess {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final URI server;
  private final String namespace;
  private final Login login;
  private final String authorities;

  /**
   * An access.
   *
   * @param namespace the default namespace for finding pods
   * @param authorities the trusted authorities in PEM; empty for the JDK's
   */
  ClusterAccess(URI server, String namespace, Login login, String authorities) {
    this.server = server;
    this.namespace = namespace;
    this.login = login;
    this.authorities = authorities;
  }

  /**
   * Finds the access as Kubernetes' own commands do: {@code KUBECONFIG}, which may name several
   * files, else the pod's service account, else {@code ~/.kube/config}.
   *
   * @param environment also that of a command by which a kubeconfig logs in
   * @throws IOException if there is none, or it needs something that is not supported here
   */
  public static ClusterAccess find(Map<String, String> environment) throws IOException {
    return find(environment, InstantSource.system());
  }

  static ClusterAccess find(Map<String, String> environment, InstantSource clock)
      throws IOException {
    String files = environment.getOrDefault("KUBECONFIG", "");
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    if (files.isEmpty() && !host.isEmpty() && Files.exists(ACCOUNT.resolve("token"))) {
      return new ClusterAccess(
          URI.create(
              "https://%s:%s"
                  .formatted(
                      host.contains(":") ? "[" + host + "]" : host,
                      environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443"))),
          Files.readString(ACCOUNT.resolve("namespace")).strip(),
          new Login.TokenFile(ACCOUNT.resolve("token"), Credentials.NONE),
          Files.readString(ACCOUNT.resolve("ca.crt")));
    }
    List<Path> named = new ArrayList<>();
    for (String one : files.split(File.pathSeparator, -1)) {
      if (!one.isEmpty()) {
        named.add(Path.of(one));
      }
    }
    if (named.isEmpty()) {
      named.add(Path.of(environment.getOrDefault("HOME", ""), ".kube", "config"));
    }
    return KubeConfig.read(named).access(environment, clock);
  }

  /** The address of the cluster's API. */
  public URI server() {
    return server;
  }

  /** The default namespace for finding pods. */
  public String namespace() {
    return namespace;
  }

  Login login() {
    return login;
  }

  /**
   * What a client with these credentials trusts and shows.
   *
   * @throws IOException if they or the cluster's authorities are damaged
   */
  SSLContext tls(Credentials credentials) throws IOException {
    try {
      return ClientContext.of(authorities, credentials.certificate(), credentials.key());
    } catch (TlsException e) {
      throw new IOException("the credentials for " + server + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    // The credentials are nobody's business.
    return "cluster " + server + ", namespace " + namespace;
  }
}
