package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.LinkOptions;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.Message;
import dev.faultline.runtime.durable.NodeHealth.Status;
import dev.faultline.runtime.log.LogOptions;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told of a node. */
@Timeout(60)
final class NodeHealthTest {
  private static final LinkOptions QUICK =
      LinkOptions.builder()
          .keepAlive(Duration.ofMillis(50))
          .deadAfter(Duration.ofMillis(300))
          .storagePatience(Duration.ofMillis(50))
          .build();
  private static final DriverOptions SMALL =
      DriverOptions.DEFAULT.withLink(QUICK).withLog(new LogOptions(1 << 16, 1 << 14, 8));

  @TempDir Path folder;
  private InetSocketAddress bank = new InetSocketAddress(0);

  @BeforeEach
  void aPort() throws Exception {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      bank = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
  }

  private DurableNode shop() {
    return DurableNode.in(folder.resolve("shop")).options(SMALL).start();
  }

  private DurableNode bank() {
    return DurableNode.in(folder.resolve("bank"))
        .at(bank)
        .options(SMALL)
        .transactions(new Folders.Kept())
        .start();
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("it took too long");
      }
      Thread.yield();
    }
  }

  private static NodeHealth.Channel orders(DurableNode shop) {
    return shop.health().channels().getFirst();
  }

  @Test
  void each_channel_says_whether_its_peer_is_there_and_since_when() throws Exception {
    try (DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank);
      channel.send(new byte[100]).durable().toCompletableFuture().join();
      until(() -> orders(shop).state() == ChannelState.ABSENT);
      assertThat(orders(shop).since()).isLessThan(Duration.ofSeconds(30));
      Duration before = orders(shop).since();
      until(() -> orders(shop).since().compareTo(before) > 0);
      assertThat(orders(shop).name()).isEqualTo("orders");
      assertThat(orders(shop).outbox()).isEqualTo(1);
      assertThat(orders(shop).outboxBytes()).isGreaterThanOrEqualTo(100);
      // An absent peer is no fault of this node.
      assertThat(shop.health().status()).isEqualTo(Status.UP);
      assertThat(shop.health().troubles()).isEmpty();

      DurableNode there = bank();
      try (there) {
        until(() -> orders(shop).state() == ChannelState.CONNECTED && orders(shop).outbox() == 0);
        assertThat(there.processed()).isEqualTo(1);
        until(() -> orders(shop).since().compareTo(Duration.ofMillis(500)) > 0);
      }
      until(() -> orders(shop).state() == ChannelState.ABSENT);
      // It counts from the change of the state.
      assertThat(orders(shop).since()).isLessThan(Duration.ofMillis(500));
    }
  }

  @Test
  void a_log_that_fills_up_is_a_warning_and_a_full_one_takes_the_node_out_of_service()
      throws Exception {
    try (DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank);
      boolean warned = false;
      while (shop.health().status() == Status.UP) {
        if (channel.offer(new byte[1_000]) instanceof Offered.Accepted accepted) {
          if (warned) {
            // The rest waits for room: with one message there might be just enough for it.
            continue;
          }
          CompletableFuture<Long> durable = accepted.report().durable().toCompletableFuture();
          until(() -> durable.isDone() || shop.health().status() != Status.UP);
          if (!shop.health().warnings().isEmpty()) {
            warned = true;
            // Four fifths of 524,288 bytes, in messages of 1,000 and what the log adds.
            assertThat(orders(shop).outbox()).isBetween(380L, 430L);
          }
        }
      }
      assertThat(warned).isTrue();
      until(
          () -> shop.health().troubles().toString().contains("the log is full, and senders wait"));
      assertThat(shop.health().status()).isEqualTo(Status.OUT_OF_SERVICE);
      assertThat(shop.health().warnings()).isEmpty();

      try (DurableNode there = bank()) {
        channel.drained().toCompletableFuture().get(30, TimeUnit.SECONDS);
        until(() -> shop.health().status() == Status.UP);
        assertThat(there.health().status()).isEqualTo(Status.UP);
        assertThat(shop.health().warnings()).isEmpty();
        assertThat(there.processed()).isEqualTo(channel.taken());
      }
    }
  }

  @Test
  void a_log_that_cannot_be_written_any_more_is_down() throws Exception {
    try (DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank);
      channel.send(new byte[100]).durable().toCompletableFuture().join();
      assertThat(shop.health().status()).isEqualTo(Status.UP);
      // Java closes the file of a thread that is interrupted while it writes.
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("faultline-log-sync"))
          .forEach(Thread::interrupt);
      channel.offer(new byte[100]);
      until(() -> shop.health().status() == Status.DOWN);
      assertThat(shop.health().troubles().getFirst()).contains("has stopped");
    }
  }

  @Test
  void a_node_that_was_closed_is_out_of_service() {
    DurableNode shop = shop();
    shop.close();
    assertThat(shop.health().status()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(shop.health().troubles()).containsExactly("the node is closed");
  }

  @Test
  void a_node_whose_state_does_not_return_takes_no_messages() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leaves = new CountDownLatch(1);
    Folders.Listed waiting =
        new Folders.Listed("") {
          @Override
          public void apply(Message message) {
            entered.countDown();
            try {
              leaves.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            super.apply(message);
          }
        };
    try (DurableNode shop = shop();
        DurableNode there =
            DurableNode.in(folder.resolve("bank")).at(bank).options(SMALL).state(waiting).start()) {
      try {
        shop.connect("orders", bank).send(new byte[100]);
        entered.await();
        long then = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        assertThat(there.health(then).status()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(there.health(then).troubles().getFirst())
            .startsWith("the node's thread has been in one turn for 2 s");
        leaves.countDown();
        until(() -> there.health(then).status() == Status.UP);
      } finally {
        // Before nodes are closed, which would wait for it.
        leaves.countDown();
      }
    }
  }

  @Test
  void a_node_whose_thread_an_exception_has_ended_is_down() throws Exception {
    try (DurableNode shop = shop();
        DurableNode there =
            DurableNode.in(folder.resolve("bank"))
                .at(bank)
                .options(SMALL.withFailures(FailurePolicy.DEFAULT.withListener(failure -> {})))
                .state(new Folders.Listed("poison"))
                .start()) {
      shop.connect("orders", bank).send(Folders.bytes("poison"));
      until(() -> there.health().status() != Status.UP);
      assertThat(there.health().status()).isEqualTo(Status.DOWN);
      assertThat(there.health().troubles().getFirst())
          .startsWith("the node's thread has ended:")
          .contains("cannot apply poison");
    }
  }

  @Test
  void transactions_that_fail_or_take_long_are_a_warning_until_one_is_committed() throws Exception {
    AtomicBoolean fails = new AtomicBoolean(true);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leaves = new CountDownLatch(1);
    Folders.Kept database =
        new Folders.Kept() {
          @Override
          public void handle(List<Message> messages) throws Exception {
            if (fails.get()) {
              throw new IllegalStateException("the database is away");
            }
            entered.countDown();
            leaves.await();
            super.handle(messages);
          }
        };
    try (DurableNode shop = shop();
        DurableNode there =
            DurableNode.in(folder.resolve("bank"))
                .at(bank)
                .options(SMALL.withFailures(FailurePolicy.DEFAULT.withListener(failure -> {})))
                .transactions(database)
                .start()) {
      try {
        DurableChannel channel = shop.connect("orders", bank);
        channel.send(new byte[100]);
        until(() -> there.health().warnings().toString().contains("failed 2 times in a row"));
        assertThat(there.health().warnings().getFirst())
            .startsWith("transactions of stream 1 of session ")
            .endsWith("java.lang.IllegalStateException: the database is away");
        // Other streams may go on, and a new start would not help.
        assertThat(there.health().status()).isEqualTo(Status.UP);

        fails.set(false);
        entered.await();
        leaves.countDown();
        until(() -> there.health().warnings().isEmpty());
        assertThat(there.processed()).isEqualTo(1);
      } finally {
        // Before nodes are closed, which would wait for it.
        leaves.countDown();
      }
    }
  }

  @Test
  void a_transaction_that_does_not_return_is_a_warning() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leaves = new CountDownLatch(1);
    Folders.Kept database =
        new Folders.Kept() {
          @Override
          public void handle(List<Message> messages) throws Exception {
            entered.countDown();
            leaves.await();
            super.handle(messages);
          }
        };
    try (DurableNode shop = shop();
        DurableNode there =
            DurableNode.in(folder.resolve("bank"))
                .at(bank)
                .options(SMALL)
                .transactions(database)
                .start()) {
      try {
        shop.connect("orders", bank).send(new byte[100]);
        entered.await();
        long then = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        assertThat(there.health(then).warnings().getFirst()).endsWith("has been running for 10 s");
        leaves.countDown();
        until(() -> there.health(then).warnings().isEmpty());
      } finally {
        // Before nodes are closed, which would wait for it.
        leaves.countDown();
      }
    }
  }
}
