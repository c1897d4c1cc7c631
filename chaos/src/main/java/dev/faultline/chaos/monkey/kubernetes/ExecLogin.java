package dev.faultline.chaos.monkey.kubernetes;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A command that prints a client's credentials, such as those of cloud providers, by Kubernetes'
 * protocol for credential plug-ins (client.authentication.k8s.io, v1 and v1beta1).
 *
 * @param version the API version that both sides speak
 * @param command with its arguments
 * @param environment of the command
 * @param info what the command is told of the cluster, as JSON
 * @param hint how to install the command; empty if nobody says
 */
record ExecLogin(
    String version,
    List<String> command,
    Map<String, String> environment,
    String info,
    String hint,
    InstantSource clock) {
  static final List<String> VERSIONS =
      List.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LONGEST = 1 << 20;

  /** How much of what a command says of its failure is shown, in bytes. */
  private static final int SHOWN = 2000;

  /**
   * What a command printed.
   *
   * @param expires empty if they hold as long as this process
   */
  record Printed(Credentials credentials, Optional<Instant> expires) {}

  ExecLogin {
    command = List.copyOf(command);
    environment = new TreeMap<>(environment);
  }

  boolean isExpired(Printed printed) {
    return printed.expires().isPresent() && !clock.instant().isBefore(printed.expires().get());
  }

  /**
   * Runs the command.
   *
   * @throws IOException if it cannot be run, fails, or prints no credentials
   */
  Printed run() throws IOException {
    Path errors = Files.createTempFile("faultline-login", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectError(errors.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.environment().put("KUBERNETES_EXEC_INFO", info);
      Process process = start(builder);
      String printed = output(process);
      if (process.exitValue() != 0) {
        throw wrong("ends with " + process.exitValue() + said(errors));
      }
      return printed(printed);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw wrong("cannot be run: " + e.getMessage() + (hint.isEmpty() ? "" : "; " + hint));
    }
  }

  /** By a thread of its own: a command that never ends must not hold this one up for ever. */
  private String output(Process process) throws IOException {
    AtomicReference<byte[]> read = new AtomicReference<>(new byte[0]);
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .name("faultline-login")
            .start(() -> {
              try (InputStream in = process.getInputStream()) {
                read.set(in.readNBytes(LONGEST));
              } catch (IOException e) {
                // It ends without output then.
                assert e != null;
              }
            });
    try {
      if (!reader.join(PATIENCE) || !process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw wrong("prints nothing within " + PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while credentials were asked for", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new String(read.get(), StandardCharsets.UTF_8);
  }

  private static String said(Path errors) throws IOException {
    String text;
    try (InputStream in = Files.newInputStream(errors)) {
      text = new String(in.readNBytes(SHOWN), StandardCharsets.UTF_8);
    }
    // It may hold anything, also what a terminal would obey.
    String line = text.replaceAll("[\\s\\p{Cc}]+", " ").strip();
    return line.isEmpty() ? "" : ": " + line;
  }

  private Printed printed(String text) throws IOException {
    JsonObject document;
    try {
      document = object(JsonParser.parseString(text));
    } catch (JsonParseException e) {
      throw wrong("prints no JSON, expected an ExecCredential");
    }
    if (!text(document, "kind").equals("ExecCredential")) {
      throw wrong("prints a '" + text(document, "kind") + "', expected an ExecCredential");
    }
    if (!text(document, "apiVersion").equals(version)) {
      throw wrong(
          "speaks '%s', and the kubeconfig says %s"
              .formatted(text(document, "apiVersion"), version));
    }
    JsonObject status = object(document.get("status"));
    Credentials credentials =
        new Credentials(
            text(status, "token"),
            text(status, "clientCertificateData"),
            text(status, "clientKeyData"));
    if (credentials.certificate().isEmpty() != credentials.key().isEmpty()) {
      throw wrong("prints a certificate without its key, or a key without its certificate");
    }
    if (credentials.equals(Credentials.NONE)) {
      throw wrong("prints neither a token nor a certificate");
    }
    String expires = text(status, "expirationTimestamp");
    try {
      return new Printed(
          credentials, expires.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(expires)));
    } catch (DateTimeParseException e) {
      throw wrong("says they expire at '" + expires + "', expected a time of RFC 3339");
    }
  }

  private IOException wrong(String text) {
    return new IOException(
        "the login command '%s' of the kubeconfig %s".formatted(command.getFirst(), text));
  }

  private static JsonObject object(@Nullable JsonElement element) {
    return element instanceof JsonObject object ? object : new JsonObject();
  }

  private static String text(JsonObject of, String key) {
    return of.has(key) && of.get(key).isJsonPrimitive() ? of.get(key).getAsString() : "";
  }

  @Override
  public String toString() {
    return "login by " + command.getFirst();
  }
}
