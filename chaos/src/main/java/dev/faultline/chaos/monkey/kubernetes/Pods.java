package dev.faultline.chaos.monkey.kubernetes;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Lists and deletes the pods of a cluster. Thread-safe. */
public final class Pods implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PAGE = 500;

  private static final int UNAUTHORIZED = 401;

  private final ClusterAccess access;
  private Credentials shown = Credentials.NONE;
  private @Nullable HttpClient client;

  /** A client for the pods of a cluster. */
  public Pods(ClusterAccess access) {
    this.access = access;
  }

  /** The client that shows these credentials; a new one only if they have another certificate. */
  private synchronized HttpClient client(Credentials credentials) throws IOException {
    HttpClient known = client;
    if (known == null || !credentials.sameCertificate(shown)) {
      if (known != null) {
        // Other threads' requests end first.
        known.shutdown();
      }
      known =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .sslContext(access.tls(credentials))
              .build();
      client = known;
      shown = credentials;
    }
    return known;
  }

  /**
   * The pods of a namespace that match a label selector, by name.
   *
   * @throws IOException if the cluster does not answer
   */
  public List<Pod> list(String namespace, String selector) throws IOException {
    List<Pod> all = new ArrayList<>();
    String next = "";
    do {
      JsonObject page =
          send(
              "GET",
              "/api/v1/namespaces/%s/pods?labelSelector=%s&limit=%d%s"
                  .formatted(
                      encoded(namespace),
                      encoded(selector),
                      PAGE,
                      next.isEmpty() ? "" : "&continue=" + encoded(next)),
              "");
      for (JsonElement item : items(page)) {
        all.add(pod(object(item)));
      }
      next = text(object(page.get("metadata")), "continue");
    } while (!next.isEmpty());
    all.sort((a, b) -> a.name().compareTo(b.name()));
    return all;
  }

  private static JsonArray items(JsonObject page) {
    return page.get("items") instanceof JsonArray items ? items : new JsonArray();
  }

  private static Pod pod(JsonObject item) throws IOException {
    JsonObject metadata = object(item.get("metadata"));
    JsonObject status = object(item.get("status"));
    boolean ready = false;
    if (status.get("conditions") instanceof JsonArray conditions) {
      for (JsonElement one : conditions) {
        ready |=
            text(object(one), "type").equals("Ready") && text(object(one), "status").equals("True");
      }
    }
    String uid = text(metadata, "uid");
    if (uid.isEmpty() || text(metadata, "name").isEmpty()) {
      throw new IOException("the cluster's answer is not a list of pods");
    }
    boolean leaves = metadata.has("deletionTimestamp");
    return new Pod(
        text(metadata, "namespace"),
        text(metadata, "name"),
        uid,
        text(status, "phase").equals("Running") && !leaves,
        ready && !leaves);
  }

  /**
   * Deletes this pod, but never another pod of the same name.
   *
   * @param graceSeconds how long the pod may take to end; empty for the pod's own setting
   * @param dryRun whether the cluster only checks the request and deletes nothing
   * @throws IOException if the cluster refuses
   */
  public void delete(Pod pod, OptionalLong graceSeconds, boolean dryRun) throws IOException {
    JsonObject options = new JsonObject();
    options.addProperty("apiVersion", "v1");
    options.addProperty("kind", "DeleteOptions");
    graceSeconds.ifPresent(seconds -> options.addProperty("gracePeriodSeconds", seconds));
    JsonObject preconditions = new JsonObject();
    preconditions.addProperty("uid", pod.uid());
    options.add("preconditions", preconditions);
    if (dryRun) {
      JsonArray all = new JsonArray();
      all.add("All");
      options.add("dryRun", all);
    }
    send(
        "DELETE",
        "/api/v1/namespaces/%s/pods/%s%s"
            .formatted(
                encoded(pod.namespace()),
                encoded(pod.name()),
                // In the body too: whichever a server in between drops, nothing is deleted.
                dryRun ? "?dryRun=All" : ""),
        options.toString());
  }

  private JsonObject send(String method, String path, String body) throws IOException {
    HttpResponse<String> answer = sendOnce(method, path, body);
    if (answer.statusCode() == UNAUTHORIZED && access.login().refused()) {
      // Nothing was done: perhaps the credentials were withdrawn before they expired.
      answer = sendOnce(method, path, body);
    }
    JsonObject json;
    try {
      json = object(JsonParser.parseString(answer.body()));
    } catch (JsonParseException e) {
      throw new IOException("the cluster answers " + answer.statusCode() + " with no JSON", e);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "the cluster refuses (%d %s): %s"
              .formatted(answer.statusCode(), text(json, "reason"), text(json, "message")));
    }
    return json;
  }

  private HttpResponse<String> sendOnce(String method, String path, String body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(access.server().toString().replaceFirst("/+$", "") + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json");
    if (method.equals("GET")) {
      request.GET();
    } else {
      request.method(method, BodyPublishers.ofString(body));
      request.header("Content-Type", "application/json");
    }
    Credentials credentials = access.login().current();
    if (!credentials.isTokenSendable()) {
      // It is not shown: messages end in logs.
      throw new IOException(
          "the token for the cluster has white space or other characters that no header can carry,"
              + " expected printable ASCII");
    }
    if (!credentials.token().isEmpty()) {
      request.header("Authorization", "Bearer " + credentials.token());
    }
    try {
      return client(credentials).send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the cluster was asked", e);
    }
  }

  private static JsonObject object(@Nullable JsonElement element) {
    return element instanceof JsonObject object ? object : new JsonObject();
  }

  private static String text(JsonObject of, String key) {
    return of.has(key) && of.get(key).isJsonPrimitive() ? of.get(key).getAsString() : "";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public synchronized void close() {
    HttpClient known = client;
    client = null;
    if (known != null) {
      known.shutdownNow();
    }
  }
}
