package dev.faultline.chaos.monkey.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields under {@code exec} of a user in a kubeconfig. */
final class ExecFields {
  private static final String EXTENSION = "client.authentication.k8s.io/exec";

  private ExecFields() {}

  /** The user that the fields belong to. */
  interface Wrong {
    /** A mistake of this user. */
    IOException of(String text);
  }

  /**
   * Where the fields are.
   *
   * @param folder of the kubeconfig
   */
  record Place(Path folder, Wrong wrong) {}

  /**
   * The login command that the fields describe.
   *
   * @param authorities of the cluster, in PEM
   */
  static ExecLogin login(
      Place place,
      @Nullable Object exec,
      Map<?, ?> cluster,
      String authorities,
      Map<String, String> environment,
      InstantSource clock)
      throws IOException {
    String version = KubeConfig.text(exec, "apiVersion");
    if (!ExecLogin.VERSIONS.contains(version)) {
      throw place
          .wrong()
          .of(
              "has 'exec' with apiVersion '%s', expected one of %s"
                  .formatted(version, String.join(", ", ExecLogin.VERSIONS)));
    }
    String command = KubeConfig.text(exec, "command");
    if (command.isEmpty()) {
      throw place.wrong().of("has 'exec' without a command");
    }
    if (KubeConfig.text(exec, "interactiveMode").equals("Always")) {
      throw place.wrong().of("has an 'exec' that wants to ask at a terminal, and there is none");
    }
    List<String> words = new ArrayList<>();
    // A command with a folder is found from the kubeconfig's; one without is found by PATH.
    words.add(command.contains("/") ? place.folder().resolve(command).toString() : command);
    list(exec, "args").forEach(word -> words.add(String.valueOf(word)));
    Map<String, String> variables = new TreeMap<>(environment);
    for (Object one : list(exec, "env")) {
      String name = KubeConfig.text(one, "name");
      String value = KubeConfig.text(one, "value");
      if (name.isEmpty() || name.contains("=") || (name + value).indexOf(0) >= 0) {
        throw place.wrong().of("has 'exec' with 'env' that cannot be set: '" + name + "'");
      }
      variables.put(name, value);
    }
    boolean told = KubeConfig.text(exec, "provideClusterInfo").equals("true");
    return new ExecLogin(
        version,
        words,
        variables,
        info(version, told ? cluster : null, authorities),
        KubeConfig.text(exec, "installHint").strip().replaceAll("\\s*\\R\\s*", " "),
        clock);
  }

  private static String info(String version, @Nullable Map<?, ?> cluster, String authorities) {
    JsonObject spec = new JsonObject();
    if (cluster != null) {
      JsonObject told = new JsonObject();
      told.addProperty("server", KubeConfig.text(cluster, "server"));
      if (!authorities.isEmpty()) {
        told.addProperty(
            "certificate-authority-data",
            Base64.getEncoder().encodeToString(authorities.getBytes(StandardCharsets.ISO_8859_1)));
      }
      for (Object extension : list(cluster, "extensions")) {
        if (KubeConfig.text(extension, "name").equals(EXTENSION)
            && extension instanceof Map<?, ?> fields) {
          told.add("config", new Gson().toJsonTree(fields.get("extension")));
        }
      }
      spec.add("cluster", told);
    }
    spec.addProperty("interactive", false);
    JsonObject info = new JsonObject();
    info.addProperty("kind", "ExecCredential");
    info.addProperty("apiVersion", version);
    info.add("spec", spec);
    return info.toString();
  }

  private static List<?> list(@Nullable Object of, String key) {
    return of instanceof Map<?, ?> fields && fields.get(key) instanceof List<?> all
        ? all
        : List.of();
  }
}
