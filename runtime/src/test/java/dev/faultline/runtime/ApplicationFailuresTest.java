package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.StreamKind;
import dev.faultline.link.Undelivered;
import dev.faultline.runtime.channel.Channel;
import dev.faultline.runtime.channel.ChannelClosedException;
import dev.faultline.runtime.channel.LinkNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 24, A13: what the application throws concerns its session, and nobody else. */
class ApplicationFailuresTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final BlockingQueue<FailurePolicy.Where> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final DriverOptions options =
      DriverOptions.DEFAULT.withFailures(
          FailurePolicy.DEFAULT.withListener(failure -> {
            if (failure instanceof LinkFailure.ApplicationFailed thrown) {
              failures.add(thrown.where());
            }
          }));
  private Consumer<Channel> onAccept = accepted::add;
  private final LinkNode left = start(options);
  private final LinkNode right = start(options);

  private LinkNode start(DriverOptions with) {
    return LinkNode.start(
        LOOPBACK, with, IdleStrategy.backingOff(), channel -> onAccept.accept(channel));
  }

  @AfterEach
  void stop() {
    left.abort();
    right.abort();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Channel connect() throws Exception {
    return get(left.connect(right.localAddress()));
  }

  private void assertStillWorks() throws Exception {
    accepted.clear();
    onAccept = accepted::add;
    Channel here = connect();
    here.send(new byte[] {7}, LONG);
    Channel there = accepted.poll(30, TimeUnit.SECONDS);
    assertThat(there).isNotNull();
    Message message = there.receive(LONG);
    assertThat(message).isNotNull();
    assertThat(message.bytes()).containsExactly(7);
    assertThat(left.failure()).isNull();
    assertThat(right.failure()).isNull();
  }

  @Test
  void an_accept_callback_that_throws_ends_that_channel_only() throws Exception {
    onAccept =
        channel -> {
          throw new IllegalStateException("no room in the application");
        };
    // The peer sees the session end before it hears that it is connected, or right after.
    assertThatThrownBy(() -> connect().receive(LONG))
        .isInstanceOfAny(ChannelClosedException.class, ExecutionException.class)
        .hasMessageContaining("ABORTED");
    assertThat(failures.poll(30, TimeUnit.SECONDS)).isEqualTo(FailurePolicy.Where.ACCEPT);
    assertThat(right.counters().applicationFailures()).isEqualTo(1);
    assertStillWorks();
  }

  @Test
  void a_subscriber_that_throws_ends_that_channel_only() throws Exception {
    onAccept =
        channel ->
            channel
                .messages()
                .subscribe(
                    new Flow.Subscriber<>() {
                      @Override
                      public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(Long.MAX_VALUE);
                      }

                      @Override
                      public void onNext(Message message) {
                        throw new AssertionError("cannot read this");
                      }

                      @Override
                      public void onError(Throwable error) {}

                      @Override
                      public void onComplete() {}
                    });
    Channel here = connect();
    here.send(new byte[10], LONG);

    assertThat(get(here.end()).why()).isEqualTo(SessionEnd.ABORTED);
    assertThat(failures.poll(30, TimeUnit.SECONDS)).isEqualTo(FailurePolicy.Where.SUBSCRIBER);
    assertStillWorks();
  }

  @Test
  void an_address_that_cannot_be_reached_fails_the_connect_and_nothing_else() throws Exception {
    for (InetSocketAddress address :
        new InetSocketAddress[] {
          new InetSocketAddress(InetAddress.getByName("::1"), 4_000),
          new InetSocketAddress("host.invalid", 4_000),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
        }) {
      assertThatThrownBy(() -> get(left.connect(address)))
          .as("%s", address)
          .isInstanceOf(ExecutionException.class);
    }
    assertThat(failures).isEmpty();
    assertStillWorks();
  }

  @Test
  void a_peer_that_does_not_answer_fails_the_connect_in_time() throws Exception {
    InetSocketAddress nobody;
    try (LinkNode gone = start(options)) {
      nobody = gone.localAddress();
    }
    assertThatThrownBy(() -> get(left.connect(nobody, Duration.ofMillis(100))))
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("no answer at");
    assertStillWorks();
  }

  @Test
  void a_node_may_be_closed_in_its_own_callback() throws Exception {
    CountDownLatch returned = new CountDownLatch(1);
    onAccept =
        channel -> {
          right.close(Duration.ZERO);
          returned.countDown();
        };
    connect();
    assertThat(returned.await(30, TimeUnit.SECONDS)).isTrue();
    right.close();
    assertThat(right.failure()).isNull();
  }

  @Test
  void a_node_that_is_to_stop_says_so_everywhere() throws Exception {
    DriverOptions stopping =
        options.withFailures(options.failures().withReaction(FailurePolicy.Reaction.STOP));
    try (LinkNode strict = start(stopping)) {
      CompletableFuture<Channel> there = new CompletableFuture<>();
      onAccept =
          channel -> {
            there.complete(channel);
            throw new IllegalStateException("broken");
          };
      left.connect(strict.localAddress());
      Channel channel = there.get(30, TimeUnit.SECONDS);

      assertThatThrownBy(() -> channel.receive(LONG))
          .isInstanceOf(ChannelClosedException.class)
          .hasMessageContaining("broken");
      assertThat(strict.failure()).hasMessage("broken");
      assertThatThrownBy(() -> get(strict.connect(right.localAddress())))
          .hasMessageContaining("broken");
    }
  }

  /** What a handler throws, on drivers that the test's own thread works for. */
  @Test
  void a_handler_that_throws_ends_its_session_only_and_gets_no_more_of_its_messages() {
    try (Ends ends = new Ends(DriverOptions.DEFAULT.withFailures(options.failures()))) {
      ends.exchange(1, 10);
      ends.inbox.failAt = 15;
      ends.offer(11, 40);
      ends.until(() -> ends.session.ended());

      assertThat(ends.inbox.last).isEqualTo(14);
      assertThat(ends.inbox.end).isEqualTo(SessionEnd.ABORTED);
      assertThat(ends.right.counters().applicationFailures()).isEqualTo(1);
      assertThat(failures.poll()).isEqualTo(FailurePolicy.Where.HANDLER);
    }
  }

  /** A relay of durable messages: what it had passed on before it failed is taken back. */
  @Test
  void what_a_handler_forwarded_before_it_threw_goes_nowhere_and_comes_once_when_it_is_taken(
      @TempDir Path folder) {
    Relay relay = new Relay();
    Collector target = new Collector();
    DriverOptions with = DriverOptions.DEFAULT.withFailures(options.failures());
    try (LinkDriver sink = LinkDriver.openDurable(LOOPBACK, with, target, folder.resolve("sink"));
        LinkDriver middle =
            LinkDriver.openDurable(LOOPBACK, with, relay, folder.resolve("middle"));
        LinkDriver source =
            LinkDriver.openDurable(LOOPBACK, with, new Collector(), folder.resolve("source"))) {
      List<LinkDriver> all = List.of(sink, middle, source);
      Session onwards = middle.connect(sink.localAddress());
      onwards.open(1, StreamKind.LOGGED);
      relay.onwards = onwards;
      Session failing = source.connect(middle.localAddress());
      failing.open(1, StreamKind.LOGGED);
      relay.throwing = true;
      assertThat(offer(failing, 7)).isPositive();
      work(all, failing::ended);
      assertThat(relay.tries).isEqualTo(1);
      assertThat(failures.poll()).isEqualTo(FailurePolicy.Where.HANDLER);
      assertThat(onwards.offered(1)).isZero();
      assertThat(onwards.ended()).isFalse();

      relay.throwing = false;
      Session good = source.connect(middle.localAddress());
      good.open(1, StreamKind.LOGGED);
      assertThat(offer(good, 8)).isPositive();
      assertThat(offer(good, 9)).isPositive();
      work(all, () -> target.numbers.size() >= 2);
      assertThat(target.numbers).containsExactly(8L, 9L);
      assertThat(onwards.offered(1)).isEqualTo(2);
    }
    // Nor does it come back with the log.
    try (LinkDriver middle =
        LinkDriver.openDurable(LOOPBACK, with, new Relay(), folder.resolve("middle"))) {
      List<Long> there = new ArrayList<>();
      for (Undelivered each : middle.undelivered()) {
        middle.read(
            each,
            (sequence, bytes, at, length) ->
                there.add(bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at)));
      }
      assertThat(there).isSubsetOf(8L, 9L);
    }
  }

  private static void work(List<LinkDriver> drivers, BooleanSupplier done) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!done.getAsBoolean()) {
      drivers.forEach(LinkDriver::work);
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
    }
    // What is on its way, and what is to be synced.
    while (drivers.stream().anyMatch(LinkDriver::work)) {
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
    }
  }

  private static long offer(Session on, long number) {
    MemorySegment message = MemorySegment.ofArray(new byte[Long.BYTES]);
    message.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
    return on.offer(1, message, 0, Long.BYTES);
  }

  /** Passes messages on, and may fail after that. */
  private static final class Relay implements LinkHandler {
    @Nullable Session onwards;
    boolean throwing;
    int tries;

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      tries++;
      boolean taken = Objects.requireNonNull(onwards).offer(1, buffer, offset, length) > 0;
      if (throwing) {
        throw new IllegalStateException("after it was passed on");
      }
      return taken;
    }
  }

  /** Keeps the numbers that it gets. */
  private static final class Collector implements LinkHandler {
    final List<Long> numbers = new ArrayList<>();

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      numbers.add(buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, offset));
      return true;
    }
  }

  @Test
  void a_task_that_throws_ends_nothing() {
    try (Ends ends = new Ends(DriverOptions.DEFAULT.withFailures(options.failures()))) {
      ends.right.execute(() -> {
        throw new IllegalStateException("not now");
      });
      ends.exchange(1, 100);
      assertThat(failures.poll()).isEqualTo(FailurePolicy.Where.TASK);
    }
  }
}
