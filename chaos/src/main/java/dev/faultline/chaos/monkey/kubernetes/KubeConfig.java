package dev.faultline.chaos.monkey.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Kubeconfig files. Where several have an entry of one name, the first one counts. */
final class KubeConfig {
  /** Fields that change who a client is or whom it talks to, and are not supported. */
  private static final List<String> REFUSED_OF_USER =
      List.of(
          "auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra");

  private static final List<String> REFUSED_OF_CLUSTER = List.of("proxy-url", "tls-server-name");

  private final List<Path> files = new ArrayList<>();
  private final List<Object> roots = new ArrayList<>();

  /**
   * An entry of a file.
   *
   * @param kind and name, for messages
   */
  private record Entry(Path file, String kind, String name, Map<?, ?> fields) {
    String text(String key) {
      return KubeConfig.text(fields, key);
    }

    Path path(String key) {
      return file.toAbsolutePath().resolveSibling(text(key));
    }

    /** A field with content in base64, or the file that another field names; empty for neither. */
    String content(String data, String inFile) throws IOException {
      if (!text(data).isEmpty()) {
        try {
          return new String(
              Base64.getDecoder().decode(text(data).replaceAll("\\s", "")),
              StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
          throw wrong("'" + data + "' is not base64");
        }
      }
      return text(inFile).isEmpty() ? "" : read(inFile);
    }

    String read(String key) throws IOException {
      try {
        return Files.readString(path(key), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw wrong("'%s' is %s, which cannot be read".formatted(key, path(key)));
      }
    }

    void refuse(List<String> keys, String expected) throws IOException {
      for (String key : keys) {
        if (fields.containsKey(key)) {
          throw wrong("has '%s', which is not supported here; %s".formatted(key, expected));
        }
      }
    }

    IOException wrong(String text) {
      return new IOException("%s: %s '%s' %s".formatted(file, kind, name, text));
    }
  }

  private KubeConfig() {}

  /**
   * Reads some files; of several, those that do not exist are left out, as by Kubernetes' own
   * commands.
   */
  static KubeConfig read(List<Path> named) throws IOException {
    KubeConfig config = new KubeConfig();
    for (Path file : named) {
      if (named.size() > 1 && Files.notExists(file)) {
        continue;
      }
      try {
        Object root =
            new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        config.files.add(file);
        config.roots.add(root == null ? Map.of() : root);
      } catch (IOException | YamlEngineException e) {
        throw new IOException("the kubeconfig " + file + " cannot be read: " + e.getMessage(), e);
      }
    }
    if (config.files.isEmpty()) {
      throw new IOException("none of the kubeconfig files " + named + " exists");
    }
    return config;
  }

  /** The access that the current context names. */
  ClusterAccess access(Map<String, String> environment, InstantSource clock) throws IOException {
    String current = "";
    for (Object root : roots) {
      current = current.isEmpty() ? text(root, "current-context") : current;
    }
    Entry context = named("contexts", current, "context");
    Entry cluster = named("clusters", context.text("cluster"), "cluster");
    Entry user = named("users", context.text("user"), "user");
    user.refuse(REFUSED_OF_USER, "expected a token, a client certificate or 'exec'");
    cluster.refuse(REFUSED_OF_CLUSTER, "expected a server that is reached directly by its name");
    if (cluster.text("insecure-skip-tls-verify").equals("true")) {
      throw cluster.wrong(
          "has 'insecure-skip-tls-verify', which is refused: anybody could be told the token");
    }
    String server = cluster.text("server");
    if (!server.matches("https?://[^\\s]+")) {
      throw cluster.wrong("has the server '" + server + "', expected a URL");
    }
    URI address;
    try {
      address = new URI(server);
    } catch (URISyntaxException e) {
      throw cluster.wrong("has the server '" + server + "', expected a URL: " + e.getReason());
    }
    String namespace = context.text("namespace");
    return new ClusterAccess(
        address,
        namespace.isEmpty() ? "default" : namespace,
        login(user, cluster, environment, clock),
        cluster.content("certificate-authority-data", "certificate-authority"));
  }

  private static Login login(
      Entry user, Entry cluster, Map<String, String> environment, InstantSource clock)
      throws IOException {
    if (user.fields().containsKey("exec")) {
      return new Login.ByCommand(
          ExecFields.login(
              new ExecFields.Place(
                  user.file().toAbsolutePath().resolveSibling(""), text -> user.wrong(text)),
              user.fields().get("exec"),
              cluster.fields(),
              cluster.content("certificate-authority-data", "certificate-authority"),
              environment,
              clock));
    }
    Credentials fixed =
        new Credentials(
            user.text("token"),
            user.content("client-certificate-data", "client-certificate"),
            user.content("client-key-data", "client-key"));
    if (fixed.certificate().isEmpty() != fixed.key().isEmpty()) {
      throw user.wrong(
          "has a client certificate without its key, or a key without its certificate");
    }
    return user.text("tokenFile").isEmpty()
        ? new Login.Fixed(fixed)
        : new Login.TokenFile(user.path("tokenFile"), fixed);
  }

  private Entry named(String list, String name, String kind) throws IOException {
    for (int i = 0; i < roots.size(); i++) {
      Object all = roots.get(i) instanceof Map<?, ?> fields ? fields.get(list) : null;
      for (Object entry : all instanceof List<?> entries ? entries : List.of()) {
        if (text(entry, "name").equals(name)
            && entry instanceof Map<?, ?> fields
            && fields.get(kind) instanceof Map<?, ?> found) {
          return new Entry(files.get(i), kind, name, found);
        }
      }
    }
    throw new IOException(
        "%s: there is no '%s' in %s, which the current context names"
            .formatted(files.getFirst(), name, list));
  }

  static String text(@Nullable Object of, String key) {
    Object value = of instanceof Map<?, ?> fields ? fields.get(key) : null;
    return value == null ? "" : value.toString();
  }
}
