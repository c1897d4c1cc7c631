package dev.faultline.examples.jdkhttp.program;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Has one order after the other charged over HTTP, with the JDK's own client, and asks again when
 * no answer comes. With a third argument, the file of a key store, it trusts that one over HTTPS.
 */
public final class Shop {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Shop() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    URI charges = URI.create(arguments[0]);
    int orders = Integer.parseInt(arguments[1]);
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    if (arguments.length > 2) {
      builder.sslContext(Tls.context(arguments[2]));
    }
    try (HttpClient client = builder.build()) {
      for (int order = 1; order <= orders; order++) {
        while (!charge(client, charges, order)) {
          System.out.println("asks again for order " + order);
          Thread.sleep(PAUSE);
        }
        System.out.println("paid order " + order);
        Thread.sleep(PAUSE);
      }
    }
  }

  private static boolean charge(HttpClient client, URI charges, int order)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(charges)
            .timeout(PATIENCE)
            .header("Idempotency-Key", "order-" + order)
            .POST(HttpRequest.BodyPublishers.ofString("order " + order))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
