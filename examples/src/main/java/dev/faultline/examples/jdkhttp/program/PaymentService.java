package dev.faultline.examples.jdkhttp.program;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Charges for orders over HTTP, with the JDK's own server. Started with {@code keys}, it charges
 * once for each idempotency key, and answers as it did before when it is asked again. With a third
 * argument, the file of a key store, it speaks HTTPS.
 */
public final class PaymentService {
  private static final int THREADS = 4;

  private final boolean keys;

  /** Answers by idempotency key. */
  private final Map<String, String> answers = new LinkedHashMap<>();

  private int charges;

  private PaymentService(boolean keys) {
    this.keys = keys;
  }

  public static void main(String[] arguments) throws IOException {
    HttpServer server =
        server(
            new InetSocketAddress(Integer.parseInt(arguments[0])),
            arguments.length > 2 ? arguments[2] : null);
    PaymentService service =
        new PaymentService(arguments.length > 1 && arguments[1].equals("keys"));
    server.createContext("/charges", service::answer);
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.start();
    System.out.println("listens at " + server.getAddress());
  }

  /** Over TLS where there are keys for it. */
  private static HttpServer server(InetSocketAddress address, @Nullable String keys)
      throws IOException {
    if (keys == null) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Tls.context(keys)));
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String order = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    byte[] answer = charge(order, key).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private synchronized String charge(String order, String key) {
    if (!keys || key == null) {
      return charge(order);
    }
    return answers.computeIfAbsent(key, absent -> charge(order));
  }

  private String charge(String order) {
    charges++;
    System.out.println("charged " + order);
    return "receipt " + charges;
  }
}
