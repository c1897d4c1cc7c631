package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.LinkFailure;
import dev.faultline.runtime.Message;
import dev.faultline.runtime.channel.ChannelClosedException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DurableNodeTest {
  private static final long PATIENCE_SECONDS = 30;

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

  private static InetSocketAddress unused() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  @Test
  void a_message_is_durable_then_received_then_processed() throws Exception {
    Folders.Listed state = new Folders.Listed("");
    try (DurableNode bank = bank().state(state).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      DeliveryReport first = channel.send(Folders.bytes("a"));
      DeliveryReport second = channel.send(Folders.bytes("b"));

      assertThat(result(first.durable())).isEqualTo(1);
      assertThat(result(second.received())).isEqualTo(2);
      assertThat(result(second.processed())).isEqualTo(2);
      assertThat(result(first.processed())).isEqualTo(1);
      assertThat(result(channel.drained())).isEqualTo(2);
      assertThat(channel.unprocessed()).isZero();
      assertThat(channel.state()).isEqualTo(ChannelState.CONNECTED);
    }
    assertThat(state.list).containsExactly("a", "b");
  }

  @Test
  void what_an_absent_peer_was_sent_waits_in_the_log_and_is_counted_by_the_next_process()
      throws Exception {
    InetSocketAddress address = unused();
    try (DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", address);
      result(channel.send(Folders.bytes("a")).durable());
      channel.send(Folders.bytes("b"));
      assertThat(channel.state()).isEqualTo(ChannelState.CONNECTING);
      assertThat(channel.connected().toCompletableFuture()).isNotDone();
    }
    Folders.Listed state = new Folders.Listed("");
    try (DurableNode shop = shop();
        DurableNode bank = bank().at(address).state(state).start()) {
      DurableChannel channel = shop.connect("orders", address);
      assertThat(channel.taken()).isEqualTo(2);
      result(channel.connected());
      // Of messages that were sent by the process before there are no reports.
      assertThat(result(channel.drained())).isEqualTo(2);
      assertThat(result(channel.send(Folders.bytes("c")).processed())).isEqualTo(3);
    }
    try (DurableNode bank = bank().state(new Folders.Listed("")).start()) {
      assertThat(bank.failure()).isNull();
    }
    assertThat(state.list).containsExactly("a", "b", "c");
  }

  @Test
  void a_state_is_restored_from_what_the_log_has() throws Exception {
    try (DurableNode shop = shop()) {
      try (DurableNode bank = bank().state(new Folders.Listed("")).start()) {
        DurableChannel channel = shop.connect("orders", bank.localAddress());
        channel.send(Folders.bytes("a"));
        result(channel.send(Folders.bytes("b")).processed());
      }
      Folders.Listed restored = new Folders.Listed("");
      try (DurableNode bank = bank().state(restored).start()) {
        assertThat(bank.failure()).isNull();
        assertThat(restored.list).containsExactly("a", "b");
      }
    }
  }

  @Test
  void a_state_that_throws_stops_its_node_and_the_message_comes_again() throws Exception {
    InetSocketAddress address = unused();
    BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    DriverOptions telling =
        DriverOptions.DEFAULT.withFailures(
            FailurePolicy.DEFAULT.withListener(
                failure -> told.add(((LinkFailure.ApplicationFailed) failure).cause())));
    try (DurableNode shop = shop()) {
      DeliveryReport poison;
      try (DurableNode bank =
          bank().at(address).options(telling).state(new Folders.Listed("b")).start()) {
        DurableChannel channel = shop.connect("orders", address);
        channel.send(Folders.bytes("a"));
        poison = channel.send(Folders.bytes("b"));
        assertThat(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).hasMessage("cannot apply b");
      }
      Folders.Listed mended = new Folders.Listed("");
      try (DurableNode bank = bank().at(address).state(mended).start()) {
        assertThat(result(poison.processed())).isEqualTo(2);
        assertThat(bank.failure()).isNull();
      }
      assertThat(mended.list).containsExactly("a", "b");
    }
  }

  @Test
  void a_transaction_that_fails_is_tried_again_in_its_turn() throws Exception {
    BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    Folders.Kept handler =
        new Folders.Kept() {
          private int failures = 2;

          @Override
          public void handle(List<Message> messages) throws Exception {
            if (failures > 0) {
              failures--;
              throw new java.io.IOException("locked");
            }
            super.handle(messages);
          }
        };
    DriverOptions telling =
        DriverOptions.DEFAULT.withFailures(
            FailurePolicy.DEFAULT.withListener(
                failure -> told.add(((LinkFailure.ApplicationFailed) failure).cause())));
    try (DurableNode bank = bank().options(telling).transactions(handler).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      channel.send(Folders.bytes("a"));
      channel.send(Folders.bytes("b"));
      assertThat(result(channel.drained())).isEqualTo(2);
      assertThat(handler.next()).isEqualTo("a");
      assertThat(handler.next()).isEqualTo("b");
      assertThat(told).hasSize(2).allSatisfy(each -> assertThat(each).hasMessage("locked"));
    }
  }

  @Test
  void a_slow_transaction_holds_up_its_own_channel_only() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    Folders.Kept handler =
        new Folders.Kept() {
          @Override
          public void handle(List<Message> messages) throws Exception {
            if (Folders.text(messages.getFirst()).equals("slow")) {
              slow.await();
            }
            super.handle(messages);
          }
        };
    try (DurableNode bank = bank().transactions(handler).start();
        DurableNode shop = shop()) {
      DurableChannel held = shop.connect("held", bank.localAddress());
      DurableChannel quick = shop.connect("quick", bank.localAddress());
      DeliveryReport waits = held.send(Folders.bytes("slow"));
      result(waits.received());
      // More than a lane keeps, so that the link itself has to hold some back.
      for (int i = 0; i < 2_000; i++) {
        held.send(Folders.bytes("behind"));
      }
      assertThat(result(quick.send(Folders.bytes("quick")).processed())).isEqualTo(1);
      assertThat(waits.processed().toCompletableFuture()).isNotDone();
      slow.countDown();
      assertThat(result(held.drained())).isEqualTo(2_001);
      assertThat(handler.handled).hasSize(2_002);
    }
  }

  @Test
  void a_channel_whose_peer_has_lost_its_folder_ends_and_does_not_begin_anew_by_itself()
      throws Exception {
    InetSocketAddress address = unused();
    try (DurableNode bank = bank().at(address).state(new Folders.Listed("")).start();
        DurableNode shop = shop()) {
      DurableChannel channel = shop.connect("orders", address);
      result(channel.send(Folders.bytes("a")).processed());
      assertThat(bank.failure()).isNull();
    }
    Folders.delete(folder.resolve("bank"));
    try (DurableNode bank = bank().at(address).state(new Folders.Listed("")).start()) {
      try (DurableNode shop = shop()) {
        DurableChannel channel = shop.connect("orders", address);
        assertThatThrownBy(() -> result(channel.connected()))
            .hasRootCauseInstanceOf(ChannelClosedException.class)
            .hasMessageContaining("SESSION_LOST");
        assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
        assertThatThrownBy(() -> channel.send(Folders.bytes("b")))
            .isInstanceOf(ChannelClosedException.class)
            .hasMessageContaining("SESSION_LOST");
        assertThatThrownBy(() -> shop.connect("orders", address))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("has ended")
            .hasMessageContaining("forget(\"orders\")");
      }
      // Nor does the next process, which has nothing in its log.
      try (DurableNode shop = shop()) {
        assertThatThrownBy(() -> shop.connect("orders", address))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("has ended");
        shop.forget("orders");
        DurableChannel anew = shop.connect("orders", address);
        assertThat(result(anew.send(Folders.bytes("a")).processed())).isEqualTo(1);
        assertThatThrownBy(() -> shop.forget("orders")).hasMessageContaining("has not ended");
      }
      assertThat(bank.failure()).isNull();
    }
  }

  @Test
  void a_folder_with_a_state_is_not_taken_without_it() throws Exception {
    try (DurableNode shop = shop();
        DurableNode bank = bank().state(new Folders.Listed("")).start()) {
      result(shop.connect("orders", bank.localAddress()).send(Folders.bytes("a")).processed());
    }
    assertThatThrownBy(() -> bank().start()).hasMessageContaining("has a state");
    assertThatThrownBy(() -> bank().transactions(new Folders.Kept()).start())
        .hasMessageContaining("has a state");
    Folders.Listed state = new Folders.Listed("");
    bank().state(state).start().close();
    assertThat(state.list).containsExactly("a");
  }

  @Test
  void a_channel_that_is_found_in_the_log_is_remembered_though_nobody_was_told_that_it_is()
      throws Exception {
    InetSocketAddress address = unused();
    try (DurableNode bank = bank().at(address).state(new Folders.Listed("")).start();
        DurableNode shop = shop()) {
      result(shop.connect("orders", address).send(Folders.bytes("a")).processed());
      assertThat(bank.failure()).isNull();
    }
    // As if the process had been killed between the log and the note.
    Folders.delete(folder.resolve("shop").resolve("channels"));
    try (DurableNode bank = bank().at(address).state(new Folders.Listed("")).start();
        DurableNode shop = shop()) {
      assertThat(result(shop.connect("orders", address).drained())).isEqualTo(1);
      assertThat(bank.failure()).isNull();
    }
    assertThat(folder.resolve("shop").resolve("channels").resolve("orders")).isNotEmptyFile();
  }

  @Test
  void mistakes_are_told_by_name() throws Exception {
    DurableNode shop = shop();
    InetSocketAddress address = unused();
    assertThatThrownBy(() -> shop.connect("../orders", address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../orders'");
    DurableChannel channel = shop.connect("orders", address);
    assertThat(shop.connect("orders", address)).isSameAs(channel);
    assertThatThrownBy(() -> channel.send(new byte[17 << 20]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at most");
    assertThatThrownBy(() -> shop()).hasMessageContaining("in use");
    shop.close();
    assertThatThrownBy(() -> channel.send(Folders.bytes("a")))
        .isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.drained().toCompletableFuture().join())
        .hasCauseInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> shop.connect("more", address))
        .isInstanceOf(ChannelClosedException.class);
    shop.close();
    assertThatThrownBy(
            () -> bank().state(new Folders.Listed("")).transactions(new Folders.Kept()).start())
        .isInstanceOf(IllegalStateException.class);
  }
}
