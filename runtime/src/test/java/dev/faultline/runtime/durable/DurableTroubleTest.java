package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.Message;
import dev.faultline.runtime.channel.BackPressuredException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What programs, executors and disks do to a durable node that they should not. */
@Timeout(60)
final class DurableTroubleTest {
  private static final long PATIENCE_SECONDS = 20;

  @TempDir Path folder;

  private static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private DurableNode shop() {
    return DurableNode.in(folder.resolve("shop")).start();
  }

  private DurableNode.Builder bank() {
    return DurableNode.in(folder.resolve("bank"));
  }

  @Test
  void what_hears_of_a_report_may_connect_another_channel() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Folders.Listed books =
        new Folders.Listed("") {
          @Override
          public void apply(Message message) {
            awaited(asked);
            super.apply(message);
          }
        };
    try (DurableNode bank = bank().state(books).start();
        DurableNode shop = shop()) {
      List<DurableChannel> channels = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        channels.add(shop.connect("orders" + i, bank.localAddress()));
      }
      // Nothing is processed before all are asked for, so each is told of in a turn of the node's
      // thread, which then goes on to the channels that come after.
      List<CompletionStage<DurableChannel>> next = new ArrayList<>();
      for (DurableChannel channel : channels) {
        next.add(
            channel
                .send(Folders.bytes("a"))
                .processed()
                .thenApply(number -> shop.connect("next-" + channel.name(), bank.localAddress())));
      }
      asked.countDown();
      for (CompletionStage<DurableChannel> each : next) {
        assertThat(result(result(each).send(Folders.bytes("b")).processed())).isEqualTo(1);
      }
      assertThat(shop.failure()).isNull();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_report_that_nobody_waits_for_is_not_kept_for_an_absent_peer() throws Exception {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    Runtime jvm = Runtime.getRuntime();
    try (DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", nobody);
      byte[] message = new byte[1];
      int messages = 400_000;
      result(channel.send(message).durable());
      System.gc();
      long before = jvm.totalMemory() - jvm.freeMemory();
      for (int i = 1; i < messages; i++) {
        channel.send(message);
      }
      assertThat(result(channel.send(message).durable())).isEqualTo(messages + 1);
      System.gc();
      long grown = jvm.totalMemory() - jvm.freeMemory() - before;
      assertThat(grown / messages).as("bytes of heap a message").isLessThan(20);
    }
  }

  @Test
  void an_executor_that_is_full_is_asked_again() throws Exception {
    AtomicInteger refusals = new AtomicInteger(3);
    Executor full =
        task -> {
          if (refusals.getAndDecrement() > 0) {
            throw new RejectedExecutionException("full");
          }
          Thread.startVirtualThread(task);
        };
    Folders.Kept handler = new Folders.Kept();
    try (DurableNode bank = bank().transactions(handler).executor(full).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      channel.send(Folders.bytes("a"));
      assertThat(result(channel.send(Folders.bytes("b")).processed())).isEqualTo(2);
      assertThat(handler.handled).containsExactly("a", "b");
      assertThat(bank.failure()).isNull();
    }
  }

  @Test
  void a_handler_that_leaves_its_thread_interrupted_and_a_listener_that_throws_hold_nothing_up()
      throws Exception {
    Folders.Kept handler =
        new Folders.Kept() {
          private int failures = 2;

          @Override
          public void handle(List<Message> messages) throws Exception {
            Thread.currentThread().interrupt();
            if (failures-- > 0) {
              throw new java.io.IOException("interrupted");
            }
            super.handle(messages);
          }
        };
    DriverOptions throwing =
        DriverOptions.DEFAULT.withFailures(
            FailurePolicy.DEFAULT.withListener(failure -> {
              throw new IllegalStateException("the listener's own");
            }));
    try (DurableNode bank = bank().options(throwing).transactions(handler).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      channel.send(Folders.bytes("a"));
      assertThat(result(channel.drained())).isEqualTo(1);
      assertThat(result(channel.send(Folders.bytes("b")).processed())).isEqualTo(2);
      assertThat(handler.handled).containsExactly("a", "b");
    }
  }

  /** Keeps messages whose transactions may not end before they are let. */
  private static final class Held extends Folders.Kept {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leaves = new CountDownLatch(1);

    @Override
    public void handle(List<Message> messages) throws Exception {
      entered.countDown();
      awaited(leaves);
      super.handle(messages);
    }
  }

  private static ExecutorService oneThread() {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
  }

  /** Afterwards nothing is being handled. */
  private static void ends(ExecutorService executor) throws Exception {
    executor.shutdown();
    assertThat(executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_node_that_is_closed_on_its_own_thread_begins_no_more_transactions() throws Exception {
    Held handler = new Held();
    ExecutorService executor = oneThread();
    try (DurableNode bank = bank().transactions(handler).executor(executor).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      channel.send(Folders.bytes("a"));
      awaited(handler.entered);
      result(channel.send(Folders.bytes("b")).received());
      bank.connect("back", shop.localAddress());
      bank.eachChannel(back -> bank.close());
      while (bank.health().status() == NodeHealth.Status.UP) {
        Thread.onSpinWait();
      }
      handler.leaves.countDown();
      ends(executor);
      assertThat(handler.handled).containsExactly("a");
    }
  }

  @Test
  void a_node_that_is_being_closed_begins_no_transaction_of_another_stream() throws Exception {
    Held handler = new Held();
    ExecutorService executor =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    try (DurableNode bank = bank().transactions(handler).executor(executor).start();
        DurableNode shop = shop()) {
      shop.connect("orders", bank.localAddress()).send(Folders.bytes("a"));
      awaited(handler.entered);
      DurableChannel other = shop.connect("others", bank.localAddress());
      result(other.connected());
      Thread closing = Thread.ofPlatform().start(bank::close);
      while (Stream.of(closing.getStackTrace())
          .noneMatch(frame -> frame.getClassName().equals(Lane.class.getName()))) {
        Thread.onSpinWait();
      }
      result(other.send(Folders.bytes("b")).received());
      handler.leaves.countDown();
      closing.join();
      ends(executor);
      assertThat(handler.handled).containsExactly("a");
    }
  }

  @Test
  void health_does_not_wait_for_a_transaction_that_runs_on_the_nodes_own_thread() throws Exception {
    Held handler = new Held();
    try (DurableNode bank = bank().transactions(handler).executor(Runnable::run).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      DeliveryReport report = channel.send(Folders.bytes("a"));
      awaited(handler.entered);
      try {
        assertThat(CompletableFuture.supplyAsync(bank::health))
            .succeedsWithin(Duration.ofSeconds(PATIENCE_SECONDS / 2));
        assertThat(handler.handled).isEmpty();
      } finally {
        // Before the node is closed, which would wait for it.
        handler.leaves.countDown();
      }
      assertThat(result(report.processed())).isEqualTo(1);
    }
  }

  @Test
  void a_folder_whose_messages_were_transactions_is_not_taken_with_a_state() throws Exception {
    try (DurableNode shop = shop();
        DurableNode bank = bank().transactions(new Folders.Kept()).start()) {
      result(shop.connect("orders", bank.localAddress()).send(Folders.bytes("a")).processed());
    }
    assertThatThrownBy(() -> bank().state(new Folders.Listed("")).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transactions(…) again");
    // Nor is it left open.
    bank().transactions(new Folders.Kept()).start().close();
  }

  @Test
  void a_channel_that_cannot_be_noted_waits_and_says_so() throws Exception {
    Path channels = folder.resolve("shop").resolve("channels");
    try (DurableNode bank = bank().state(new Folders.Listed("")).start();
        DurableNode shop = shop()) {
      Files.writeString(channels, "in the way");
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      DeliveryReport report = channel.send(Folders.bytes("a"));
      while (shop.health().status() == NodeHealth.Status.UP) {
        Thread.onSpinWait();
      }
      assertThat(shop.health().status()).isEqualTo(NodeHealth.Status.OUT_OF_SERVICE);
      assertThat(shop.health().troubles().getFirst()).contains("channel orders cannot be noted");
      assertThat(report.durable().toCompletableFuture()).isNotDone();
      Files.delete(channels);
      assertThat(result(report.processed())).isEqualTo(1);
      assertThat(shop.health().status()).isEqualTo(NodeHealth.Status.UP);
    }
  }

  @Test
  void the_longest_message_changes_a_state_and_a_longer_one_is_refused_by_its_sender()
      throws Exception {
    Folders.Listed state = new Folders.Listed("");
    String text = "x".repeat(DriverOptions.DEFAULT.log().recordBytesMax() / 2);
    try (DurableNode bank = bank().state(state).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      assertThat(result(channel.send(Folders.bytes(text)).processed())).isEqualTo(1);
      assertThatThrownBy(() -> channel.send(Folders.bytes(text + "x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected at most");
    }
    Folders.Listed restored = new Folders.Listed("");
    bank().state(restored).start().close();
    assertThat(restored.list).containsExactly(text);
  }

  @Test
  void a_report_that_waits_on_the_nodes_thread_for_room_is_refused() throws Exception {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    try (DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", nobody);
      CompletionStage<Void> sends =
          channel
              .send(new byte[1])
              .durable()
              .thenAccept(number -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    channel.send(new byte[1 << 20]);
                  }
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(() -> result(sends))
          .hasRootCauseInstanceOf(BackPressuredException.class)
          .hasMessageContaining("use offer");
    }
  }
}
