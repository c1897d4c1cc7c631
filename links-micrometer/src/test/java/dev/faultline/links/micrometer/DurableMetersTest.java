package dev.faultline.links.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.Message;
import dev.faultline.runtime.durable.DurableChannel;
import dev.faultline.runtime.durable.DurableNode;
import dev.faultline.runtime.durable.LoggedState;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A peer that is away at first, so that there is an outbox to look at. */
@Timeout(60)
final class DurableMetersTest {
  private static final int MESSAGES = 20;
  private static final int LENGTH = 1_000;

  @TempDir Path folder;

  private static final class Nothing implements LoggedState {
    @Override
    public void apply(Message message) {}

    @Override
    public byte[] snapshot() {
      return new byte[0];
    }

    @Override
    public void restore(byte[] snapshot) {}
  }

  private static double gauge(SimpleMeterRegistry registry, String name) {
    return registry.get("faultline." + name).gauge().value();
  }

  @Test
  void what_waits_is_counted_in_messages_and_bytes_with_its_age_until_it_is_processed()
      throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    InetSocketAddress bank = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    SimpleMeterRegistry registry = new BucketRegistry();
    try (DurableNode shop = DurableNode.in(folder.resolve("shop")).start();
        DurableMeters meters = new DurableMeters(shop)) {
      meters.bindTo(registry);
      DurableChannel channel = shop.connect("orders", bank);
      for (int i = 0; i < MESSAGES; i++) {
        channel.send(new byte[LENGTH]).durable().toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
      assertThat(gauge(registry, "channel.outbox")).isEqualTo(MESSAGES);
      assertThat(gauge(registry, "channel.outbox.bytes"))
          .isBetween((double) MESSAGES * LENGTH, MESSAGES * LENGTH * 1.5);
      double age = gauge(registry, "channel.outbox.oldest");
      assertThat(age).isPositive();
      assertThat(gauge(registry, "channel.outbox.oldest")).isGreaterThan(age);
      assertThat(gauge(registry, "log.used")).isGreaterThan(MESSAGES * LENGTH);
      assertThat(gauge(registry, "log.max")).isEqualTo(shop.log().mostBytes());
      meters.bring();
      Timer syncs = registry.get("faultline.log.sync").timer();
      assertThat(syncs.count()).isGreaterThanOrEqualTo(MESSAGES);
      assertThat(syncs.takeSnapshot().histogramCounts()).hasSizeGreaterThan(10);

      try (DurableNode there =
              DurableNode.in(folder.resolve("bank")).at(bank).state(new Nothing()).start();
          DurableMeters theirs = new DurableMeters(there)) {
        SimpleMeterRegistry atBank = new SimpleMeterRegistry();
        theirs.bindTo(atBank);
        channel.drained().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(gauge(registry, "channel.outbox")).isZero();
        assertThat(gauge(registry, "channel.outbox.bytes")).isZero();
        assertThat(gauge(registry, "channel.outbox.oldest")).isZero();
        assertThat(registry.get("faultline.channel.processed").functionCounter().count())
            .isEqualTo(MESSAGES);
        assertThat(atBank.get("faultline.messages.processed").functionCounter().count())
            .isEqualTo(MESSAGES);
        assertThat(atBank.get("faultline.link.messages.received").functionCounter().count())
            .isEqualTo(MESSAGES);
      }
    }
  }

  @Test
  void a_new_channel_with_the_name_of_one_that_has_ended_has_meters_of_its_own() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (DurableNode there = DurableNode.in(folder.resolve("bank")).state(new Nothing()).start();
        DurableNode shop = DurableNode.in(folder.resolve("shop")).start();
        DurableMeters meters = new DurableMeters(shop)) {
      meters.bindTo(registry);
      DurableChannel first = shop.connect("orders", there.localAddress());
      first.send(new byte[LENGTH]);
      first.send(new byte[LENGTH]);
      first.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(gauge(registry, "channel.connected")).isZero();
      shop.forget("orders");

      DurableChannel second = shop.connect("orders", there.localAddress());
      second.send(new byte[LENGTH]).processed().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(registry.get("faultline.channel.sent").functionCounter().count()).isEqualTo(1);
      assertThat(gauge(registry, "channel.connected")).isEqualTo(1);
    }
  }

  @Test
  void two_nodes_of_one_program_have_meters_each_for_channels_of_one_name() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (DurableNode there = DurableNode.in(folder.resolve("bank")).state(new Nothing()).start();
        DurableNode one = DurableNode.in(folder.resolve("one")).start();
        DurableNode other = DurableNode.in(folder.resolve("other")).start();
        DurableMeters ofOne = new DurableMeters(one);
        DurableMeters ofOther = new DurableMeters(other)) {
      ofOne.bindTo(registry);
      ofOther.bindTo(registry);
      for (DurableNode node : List.of(one, other)) {
        DurableChannel channel = node.connect("orders", there.localAddress());
        for (int i = 0; i < (node == one ? 1 : 2); i++) {
          channel
              .send(new byte[LENGTH])
              .processed()
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
        }
      }
      assertThat(sent(registry, one)).isEqualTo(1);
      assertThat(sent(registry, other)).isEqualTo(2);
    }
  }

  private static double sent(SimpleMeterRegistry registry, DurableNode node) {
    return registry
        .get("faultline.channel.sent")
        .tags("channel", "orders", "local", node.localAddress().toString())
        .functionCounter()
        .count();
  }
}
