package dev.faultline.programs;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks its own HTTP server once a second, and does not wait in a thread of its own. */
public final class AsyncClient {
  private AsyncClient() {}

  public static void main(String[] arguments) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(80), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 1; i <= 5; i++) {
      Thread.sleep(1000);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost/" + i))
              .timeout(Duration.ofSeconds(1))
              .build();
      System.out.println(client.sendAsync(request, BodyHandlers.ofString()).get().body());
    }
    System.exit(0);
  }
}
