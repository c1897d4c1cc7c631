package dev.faultline.chaos.client;

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
import java.util.Optional;

/** JSON requests to a proxy server. Thread-safe. */
final class Requests implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI base;
  private final Optional<String> token;
  private final String agent;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  Requests(URI base, Optional<String> token) {
    if (base.getHost() == null || !"http".equals(base.getScheme())) {
      throw new IllegalArgumentException(
          "server is '" + base + "', expected an address such as http://localhost:8474");
    }
    if (token.isPresent() && !token.get().matches("[!-~]{1,1000}")) {
      throw new IllegalArgumentException(
          "token is empty, too long or has characters other than visible ASCII, expected a secret"
              + " without spaces");
    }
    this.base = base;
    this.token = token;
    agent =
        "faultline (%s/%s)".formatted(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** A name as a segment of a path. */
  static String escaped(String name) {
    String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    // A path that is resolved would lose segments of dots, and lead elsewhere.
    return name.equals(".") || name.equals("..") ? escaped.replace(".", "%2E") : escaped;
  }

  JsonElement send(String verb, String path, Optional<JsonObject> body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("User-Agent", agent)
            .method(
                verb,
                body.map(json -> BodyPublishers.ofString(json.toString()))
                    .orElseGet(BodyPublishers::noBody));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new RefusedException(
            response.statusCode(),
            reason(response),
            response.statusCode() == 404 && !response.body().startsWith("{"));
      }
      return response.body().isEmpty() ? new JsonObject() : JsonParser.parseString(response.body());
    } catch (JsonParseException e) {
      throw new UnknownAnswerException("the answer is not JSON", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String reason(HttpResponse<String> response) {
    try {
      JsonElement error = JsonParser.parseString(response.body()).getAsJsonObject().get("error");
      return error.getAsString();
    } catch (RuntimeException e) {
      return "the server answered " + response.statusCode() + " " + response.body().strip();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
