package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.LinkOptionsBuilder;
import dev.faultline.link.SessionId;
import dev.faultline.link.Undelivered;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.LinkFailure;
import dev.faultline.runtime.channel.ChannelClosedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How durable channels end, what is left of them, and who hears of it. */
@Timeout(60)
class DurableEndsTest {
  private static final InetSocketAddress NOBODY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

  @TempDir Path folder;

  private final BlockingQueue<LinkFailure> told = new LinkedBlockingQueue<>();

  private DriverOptions options(UnaryOperator<LinkOptionsBuilder> change) {
    return DriverOptions.DEFAULT
        .withLink(change.apply(LinkOptions.builder()).build())
        .withFailures(FailurePolicy.DEFAULT.withListener(told::add));
  }

  private DurableNode.Builder node(String name) {
    return DurableNode.in(folder.resolve(name)).options(options(it -> it));
  }

  private static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static void leaves(DurableChannel channel, ChannelState state) {
    while (channel.state() == state && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  private static void ends(DurableChannel channel) {
    leaves(channel, ChannelState.CONNECTING);
    leaves(channel, ChannelState.CONNECTED);
    assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
  }

  @Test
  void an_attempt_that_is_given_up_leaves_nothing_and_its_name_is_free() throws Exception {
    try (DurableNode shop = node("shop").start()) {
      DurableChannel first = shop.connect("orders", NOBODY);
      CompletionStage<Void> connected = first.connected();
      first.abort();
      assertThatThrownBy(() -> result(connected)).hasCauseInstanceOf(ChannelClosedException.class);
      ends(first);
      assertThat(shop.channels()).isEmpty();
      assertThat(shop.undelivered()).isEmpty();
      assertThatThrownBy(() -> first.send(new byte[1])).isInstanceOf(ChannelClosedException.class);
      assertThat(shop.connect("orders", NOBODY)).isNotSameAs(first);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void messages_of_an_aborted_channel_are_kept_until_they_are_forgotten() throws Exception {
    try (DurableNode shop = node("shop").start()) {
      DurableChannel channel = shop.connect("orders", NOBODY);
      DeliveryReport report = channel.send(Folders.bytes("a"));
      assertThat(result(report.durable())).isEqualTo(1);
      CompletionStage<Long> processed = report.processed();
      channel.abort();
      assertThatThrownBy(() -> result(processed)).hasCauseInstanceOf(ChannelClosedException.class);
      assertThat(shop.undelivered()).extracting(Undelivered::last).containsExactly(1L);
      assertThatThrownBy(() -> shop.connect("orders", NOBODY))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("forget(\"orders\")");
      shop.forget("orders");
      assertThat(shop.undelivered()).isEmpty();
      assertThat(shop.connect("orders", NOBODY).taken()).isZero();
    }
  }

  @Test
  void a_peer_that_never_answers_is_absent_after_the_options_time_and_a_wait_may_have_its_own()
      throws Exception {
    DriverOptions soon =
        options(it -> it.keepAlive(Duration.ofMillis(10)).deadAfter(Duration.ofMillis(20)));
    try (DurableNode shop = node("shop").options(soon).start()) {
      DurableChannel channel = shop.connect("orders", NOBODY);
      leaves(channel, ChannelState.CONNECTING);
      assertThat(channel.state()).isEqualTo(ChannelState.ABSENT);
      assertThatThrownBy(() -> result(channel.connected(Duration.ofMillis(1))))
          .hasCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("channel orders: no answer from its peer for PT0.001S");
      assertThat(result(channel.send(Folders.bytes("a")).durable())).isEqualTo(1);
    }
  }

  @Test
  void a_channel_that_is_closed_ends_on_both_sides_when_all_is_processed() throws Exception {
    Folders.Listed books = new Folders.Listed("");
    try (DurableNode bank = node("bank").state(books).start();
        DurableNode shop = node("shop").start()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      for (int i = 0; i < 100; i++) {
        channel.send(Folders.bytes("a"));
      }
      assertThat(result(channel.close())).isEqualTo(100);
      assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
      assertThatThrownBy(() -> channel.send(new byte[1]))
          .isInstanceOf(ChannelClosedException.class);
      assertThat(shop.undelivered()).isEmpty();
      assertThat(told).isEmpty();
      shop.forget("orders");
      DurableChannel again = shop.connect("orders", bank.localAddress());
      assertThat(result(again.send(Folders.bytes("b")).processed())).isEqualTo(1);
    }
    assertThat(books.list).hasSize(101).endsWith("b");
  }

  @Test
  void a_channel_does_not_say_that_it_is_closed_when_its_node_ends_before_it() throws Exception {
    try (DurableNode shop = node("shop").start()) {
      CompletionStage<Long> closed = shop.connect("orders", NOBODY).close();
      assertThat(closed.toCompletableFuture()).isNotDone();
      shop.close();
      assertThatThrownBy(() -> result(closed)).hasCauseInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  void a_node_that_is_closed_with_patience_says_whether_all_is_processed() throws Exception {
    Folders.Listed books = new Folders.Listed("");
    try (DurableNode bank = node("bank").state(books).start()) {
      DurableNode shop = node("shop").start();
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      for (int i = 0; i < 1_000; i++) {
        channel.send(Folders.bytes("a"));
      }
      assertThat(shop.close(Duration.ofDays(1))).isTrue();
      DurableNode second = node("shop").start();
      second.connect("orders", bank.localAddress());
      second.connect("invoices", NOBODY).send(Folders.bytes("b"));
      assertThat(second.close(Duration.ofMillis(20))).isFalse();
    }
    assertThat(books.list).hasSize(1_000);
  }

  @Test
  void one_listener_hears_of_a_refused_peer_and_of_the_channel_that_ends() throws Exception {
    DriverOptions fewer = options(it -> it.streams(8));
    try (DurableNode bank = node("bank").state(new Folders.Listed("")).start();
        DurableNode shop = node("shop").options(fewer).start()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      ends(channel);
      LinkFailure.ChannelEnded ended = first(LinkFailure.ChannelEnded.class);
      assertThat(ended.channel()).isEqualTo("orders");
      assertThat(ended.describe()).contains("OPTIONS_DIFFER", "streams", "8", "16");
      LinkFailure.PeerRefused refused = first(LinkFailure.PeerRefused.class);
      assertThat(refused.peer()).isEqualTo(shop.localAddress());
      assertThat(refused.describe()).contains("streams", "8", "16");
    }
  }

  private <T extends LinkFailure> T first(Class<T> kind) throws InterruptedException {
    while (true) {
      // A peer that asks twice before it hears of it is refused twice.
      LinkFailure next = told.take();
      if (kind.isInstance(next)) {
        return kind.cast(next);
      }
      told.add(next);
    }
  }

  /** Before that, a crash brings the session back, and its rows have to be there. */
  @Test
  void a_handler_hears_that_a_session_has_ended_when_no_crash_brings_it_back() throws Exception {
    BlockingQueue<SessionId> ended = new LinkedBlockingQueue<>();
    BlockingQueue<SessionId> asked = new LinkedBlockingQueue<>();
    Folders.Kept handler =
        new Folders.Kept() {
          @Override
          public long processed(SessionId session, int stream) {
            asked.add(session);
            return 1;
          }

          @Override
          public void ended(SessionId session) {
            try {
              copy(folder.resolve("bank"), folder.resolve("crashed"));
            } finally {
              ended.add(session);
            }
          }
        };
    try (DurableNode bank = node("bank").transactions(handler).executor(Runnable::run).start();
        DurableNode shop = node("shop").start()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      assertThat(result(channel.send(Folders.bytes("a")).processed())).isEqualTo(1);
      copy(folder.resolve("bank"), folder.resolve("before"));
      channel.abort();
      SessionId session = ended.take();
      node("before").transactions(handler).start().close();
      assertThat(asked).contains(session);
      asked.clear();
      node("crashed").transactions(handler).start().close();
      assertThat(asked).isEmpty();
    }
  }

  /**
   * Of a folder whose log is at work: its thread gives segments other names, so that a file may be
   * gone once it was listed.
   */
  private static void copy(Path from, Path to) {
    try {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                throws IOException {
              Files.createDirectories(to.resolve(from.relativize(visited)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              try {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
              } catch (NoSuchFileException e) {
                return visitFileFailed(file, e);
              }
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void an_offer_without_room_gives_the_stage_to_wait_for() throws Exception {
    try (DurableNode shop = node("shop").start()) {
      DurableChannel channel = shop.connect("orders", NOBODY);
      CompletionStage<Void> writable = null;
      int accepted = 0;
      CountDownLatch full = new CountDownLatch(1);
      channel.send(Folders.bytes("a")).durable().thenAccept(number -> wait(full));
      byte[] message = new byte[1_000];
      while (writable == null) {
        switch (channel.offer(message)) {
          case Offered.Accepted taken -> accepted++;
          case Offered.Full room -> writable = room.writable();
        }
      }
      full.countDown();
      result(writable);
      assertThat(channel.offer(message)).isInstanceOf(Offered.Accepted.class);
      assertThat(channel.taken()).isEqualTo(accepted + 2);
    }
  }

  private static void wait(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
