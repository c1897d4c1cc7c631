package dev.faultline.links.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.LinkOptions;
import dev.faultline.links.micrometer.DurableMeters;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.Message;
import dev.faultline.runtime.durable.DurableChannel;
import dev.faultline.runtime.durable.DurableNode;
import dev.faultline.runtime.durable.LoggedState;
import dev.faultline.runtime.log.LogOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Two applications as users would write them, in one JVM; the sender is asked over HTTP. */
@Timeout(60)
final class LinksApplicationTest {
  @TempDir Path folder;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Bank {
    @Bean
    Books books() {
      return new Books();
    }
  }

  /** A state that is the list of its messages. */
  static final class Books implements LoggedState {
    final List<String> orders = new ArrayList<>();

    @Override
    public void apply(Message message) {
      String order = new String(message.bytes());
      if (order.equals("poison")) {
        throw new IllegalStateException("cannot apply poison");
      }
      orders.add(order);
    }

    @Override
    public byte[] snapshot() {
      return String.join(",", orders).getBytes();
    }

    @Override
    public void restore(byte[] snapshot) {
      orders.clear();
      orders.addAll(List.of(new String(snapshot).split(",")));
    }
  }

  private ConfigurableApplicationContext run(
      Class<?> application, String node, WebApplicationType web) {
    return run(application, node, web, false);
  }

  private ConfigurableApplicationContext run(
      Class<?> application, String node, WebApplicationType web, boolean prometheus) {
    return new SpringApplicationBuilder(application)
        .web(web)
        .run(
            "--management.prometheus.metrics.export.enabled=" + prometheus,
            "--faultline.links.folder=" + folder.resolve(node),
            "--server.port=0",
            "--spring.main.banner-mode=off",
            "--spring.jmx.enabled=false",
            "--management.endpoints.web.exposure.include=health,metrics,prometheus",
            "--management.endpoint.health.show-details=always");
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext from, String path)
      throws Exception {
    String port = from.getEnvironment().getRequiredProperty("local.server.port");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + path))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void two_applications_exchange_messages_and_show_health_and_metrics() throws Exception {
    try (ConfigurableApplicationContext bank = run(Bank.class, "bank", WebApplicationType.SERVLET);
        ConfigurableApplicationContext shop = run(Shop.class, "shop", WebApplicationType.SERVLET)) {
      DurableNode node = shop.getBean(DurableNode.class);
      DurableChannel channel =
          node.connect("orders", bank.getBean(DurableNode.class).localAddress());
      channel.send("one".getBytes());
      channel.send("two".getBytes());
      channel.drained().toCompletableFuture().get(20, TimeUnit.SECONDS);

      assertThat(bank.getBean(Books.class).orders).containsExactly("one", "two");
      HttpResponse<String> health = get(shop, "health");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body())
          .contains("\"links\"")
          .containsPattern("\"channel orders\":\"CONNECTED for \\d+ s, outbox 0\"");
      for (String counted : List.of("sent", "processed")) {
        assertThat(get(shop, "metrics/faultline.channel." + counted + "?tag=channel:orders").body())
            .contains("\"value\":2.0}");
      }
      assertThat(get(shop, "metrics/faultline.channel.outbox").body()).contains("\"value\":0.0}");
      for (String empty : List.of("outbox.bytes", "outbox.oldest")) {
        assertThat(get(shop, "metrics/faultline.channel." + empty).body())
            .contains("\"value\":0.0}");
      }
      assertThat(get(shop, "metrics/faultline.log.used").statusCode()).isEqualTo(200);
      assertThat(get(shop, "metrics/faultline.log.sync").statusCode()).isEqualTo(200);
      assertThat(get(shop, "metrics/faultline.channel.connected").body())
          .contains("\"value\":1.0}");
      assertThat(get(shop, "metrics/faultline.link.packets.sent").statusCode()).isEqualTo(200);
      assertThat(get(bank, "metrics/faultline.messages.processed").body())
          .contains("\"value\":2.0}");
      shop.getBean(DurableMeters.class).close();
      assertThat(get(shop, "metrics/faultline.link.round.trip").body())
          .contains("TOTAL_TIME", "\"COUNT\"")
          .doesNotContain("\"value\":0.0}");

      channel.send("poison".getBytes());
      while (bank.getBean(DurableNode.class).failure() == null) {
        Thread.onSpinWait();
      }
      HttpResponse<String> down = get(bank, "health");
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.body()).contains("cannot apply poison");
    }
    // The applications have closed their nodes: the folders are free, and have everything.
    try (ConfigurableApplicationContext bank = run(Bank.class, "bank", WebApplicationType.NONE)) {
      assertThat(bank.getBean(Books.class).orders).containsExactly("one", "two");
    }
  }

  /** The values of all lines of a scrape that are of this metric and have this in their tags. */
  private static List<Double> values(String scrape, String metric, String tag) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(metric + "{") && line.contains(tag))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .toList();
  }

  @Test
  void prometheus_finds_the_documented_metrics_with_their_values() throws Exception {
    try (ConfigurableApplicationContext bank = run(Bank.class, "bank", WebApplicationType.NONE);
        ConfigurableApplicationContext shop =
            run(Shop.class, "shop", WebApplicationType.SERVLET, true)) {
      DurableNode node = shop.getBean(DurableNode.class);
      DurableChannel channel =
          node.connect("orders", bank.getBean(DurableNode.class).localAddress());
      channel.send("one".getBytes());
      channel.send("two".getBytes());
      channel.drained().toCompletableFuture().get(20, TimeUnit.SECONDS);
      // It has brought what was counted so far to the histograms.
      shop.getBean(DurableMeters.class).close();

      HttpResponse<String> scrape = get(shop, "prometheus");
      assertThat(scrape.statusCode()).isEqualTo(200);
      String body = scrape.body();
      String orders = "channel=\"orders\"";
      assertThat(values(body, "faultline_channel_sent_messages_total", orders))
          .containsExactly(2.0);
      assertThat(values(body, "faultline_channel_processed_messages_total", orders))
          .containsExactly(2.0);
      for (String empty : List.of("messages", "bytes", "oldest_seconds")) {
        assertThat(values(body, "faultline_channel_outbox_" + empty, orders)).containsExactly(0.0);
      }
      assertThat(values(body, "faultline_channel_connected", orders)).containsExactly(1.0);
      assertThat(values(body, "faultline_messages_processed_total", "")).containsExactly(0.0);
      double most = values(body, "faultline_log_max_bytes", "").getFirst();
      assertThat(values(body, "faultline_log_used_bytes", "").getFirst()).isBetween(1.0, most);
      assertThat(values(body, "faultline_link_packets_sent_total", "").getFirst())
          .isGreaterThanOrEqualTo(2);
      for (String timer :
          List.of("faultline_log_sync_seconds", "faultline_link_round_trip_seconds")) {
        assertThat(values(body, timer + "_count", "").getFirst()).isGreaterThanOrEqualTo(1);
        assertThat(values(body, timer + "_bucket", "le=\"+Inf\""))
            .isEqualTo(values(body, timer + "_count", ""));
        // Durations, not nanoseconds: the test takes no minute.
        assertThat(values(body, timer + "_max", "").getFirst()).isBetween(1e-9, 60.0);
      }
      assertThat(values(body, "faultline_link_loss_burst_packets_bucket", "le=\"+Inf\""))
          .isEqualTo(values(body, "faultline_link_loss_burst_packets_count", ""))
          .hasSize(1);
    }
  }

  /** A log of half a megabyte, and little patience. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class SmallShop {
    @Bean
    DriverOptions small() {
      return DriverOptions.DEFAULT
          .withLink(LinkOptions.builder().storagePatience(Duration.ofMillis(50)).build())
          .withLog(new LogOptions(1 << 16, 1 << 14, 8));
    }
  }

  @Test
  void an_application_whose_outbox_fills_the_log_is_out_of_service_and_says_why() throws Exception {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    try (ConfigurableApplicationContext shop =
        run(SmallShop.class, "shop", WebApplicationType.SERVLET)) {
      DurableNode node = shop.getBean(DurableNode.class);
      DurableChannel channel = node.connect("orders", nobody);
      HttpResponse<String> health = get(shop, "health");
      // A log that is full may have room again for a moment, after a checkpoint.
      for (int i = 0; i < 20 && health.statusCode() == 200; i++) {
        while (!node.health().troubles().toString().contains("the log is full")) {
          channel.offer(new byte[1_000]);
        }
        health = get(shop, "health");
      }
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body())
          .contains(
              "OUT_OF_SERVICE", "the log is full, and senders wait: messages that peers have not");
    }
  }

  @Test
  void without_a_folder_there_is_no_node() {
    try (ConfigurableApplicationContext none =
        new SpringApplicationBuilder(Shop.class)
            .web(WebApplicationType.NONE)
            .run("--spring.main.banner-mode=off")) {
      assertThat(none.getBeansOfType(DurableNode.class)).isEmpty();
    }
  }
}
