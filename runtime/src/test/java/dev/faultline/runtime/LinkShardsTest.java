package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.udp.UdpException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkShardsTest {
  private static final int SHARDS = 3;
  private static final int SESSIONS = 60;
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** The discard service's port, where nobody answers. */
  private static final InetSocketAddress LOOPBACK_NOBODY =
      new InetSocketAddress(LOOPBACK.getAddress(), 9);

  /** Takes one message of each session, and remembers who called. */
  private static final class Sink implements LinkHandler {
    final Set<String> callers = new HashSet<>();
    final List<Long> numbers = new ArrayList<>();
    private final CountDownLatch arrived;

    Sink(CountDownLatch arrived) {
      this.arrived = arrived;
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      callers.add(Thread.currentThread().getName());
      numbers.add(buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, offset));
      arrived.countDown();
      return true;
    }
  }

  private static LinkShards start(List<Sink> sinks) {
    return LinkShards.start(
        SHARDS, LOOPBACK, DriverOptions.DEFAULT, sinks::get, IdleStrategy::backingOff);
  }

  @Test
  void sessions_spread_over_shards_and_each_handler_has_its_own_thread() throws Exception {
    CountDownLatch arrived = new CountDownLatch(SESSIONS);
    List<Sink> sinks = IntStream.range(0, SHARDS).mapToObj(i -> new Sink(arrived)).toList();
    List<Sink> none = IntStream.range(0, SHARDS).mapToObj(i -> new Sink(arrived)).toList();
    LinkShards right = start(sinks);
    LinkShards left = start(none);
    MemorySegment[] messages = new MemorySegment[SESSIONS];
    for (int key = 0; key < SESSIONS; key++) {
      messages[key] = Arena.ofAuto().allocate(Long.BYTES);
      messages[key].set(ValueLayout.JAVA_LONG, 0, key);
      MemorySegment message = messages[key];
      InetSocketAddress peer = right.addresses().get(right.shardOf(key));
      left.connect(
          key,
          peer,
          session -> {
            session.open(1, StreamKind.ORDERED);
            session.offer(1, message, 0, Long.BYTES);
          });
    }
    assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(left.failure()).isNull();
    assertThat(right.failure()).isNull();
    left.close();
    right.close();
    for (int shard = 0; shard < SHARDS; shard++) {
      int own = shard;
      assertThat(sinks.get(shard).callers).containsExactly("faultline-shard-" + shard);
      assertThat(sinks.get(shard).numbers)
          .hasSizeBetween(SESSIONS / SHARDS / 2, SESSIONS / SHARDS * 2)
          .allMatch(key -> LinkShards.shardOf(key, SHARDS) == own);
    }
  }

  @Test
  void ports_follow_each_other_and_one_in_use_leaves_none_open() throws Exception {
    LinkShards one = start(List.of(sink(), sink(), sink()));
    int port = one.addresses().getFirst().getPort();
    InetSocketAddress before = new InetSocketAddress(LOOPBACK.getAddress(), port - 1);
    assertThatThrownBy(() ->
            LinkShards.start(
                2, before, DriverOptions.DEFAULT, i -> sink(), IdleStrategy::backingOff))
        .isInstanceOf(UdpException.class)
        .hasMessageContaining("address in use");
    // The first of the two was closed again.
    LinkDriver.open(before, DriverOptions.DEFAULT, sink()).close();
    one.close();
    try (LinkShards again =
        LinkShards.start(2, before, DriverOptions.DEFAULT, i -> sink(), IdleStrategy::backingOff)) {
      assertThat(again.addresses())
          .extracting(InetSocketAddress::getPort)
          .containsExactly(port - 1, port);
    }
  }

  @Test
  void a_session_is_begun_by_its_keys_shard_and_a_failure_is_told() throws Exception {
    try (LinkShards shards = start(List.of(sink(), sink(), sink()))) {
      for (int key = 0; key < 10; key++) {
        CompletableFuture<String> caller = new CompletableFuture<>();
        Session session =
            shards
                .connect(
                    key, LOOPBACK_NOBODY, made -> caller.complete(Thread.currentThread().getName()))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertThat(session.initiator()).isTrue();
        assertThat(caller.join()).isEqualTo("faultline-shard-" + shards.shardOf(key));
      }
      CompletableFuture<Session> failed =
          shards
              .connect(
                  1,
                  LOOPBACK_NOBODY,
                  made -> {
                    throw new IllegalStateException("no stream");
                  })
              .toCompletableFuture();
      assertThatThrownBy(() -> failed.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("no stream");
      assertThat(shards.failure()).isNull();
    }
  }

  @Test
  void a_task_that_fails_ends_nothing_unless_the_options_say_that_it_stops_the_shard()
      throws Exception {
    FailurePolicy quiet = FailurePolicy.DEFAULT.withListener(failure -> {});
    for (FailurePolicy.Reaction reaction : FailurePolicy.Reaction.values()) {
      try (LinkShards shards =
          LinkShards.start(
              3,
              LOOPBACK,
              DriverOptions.DEFAULT.withFailures(quiet.withReaction(reaction)),
              i -> sink(),
              IdleStrategy::backingOff)) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> next = new CompletableFuture<>();
        shards.execute(
            1,
            driver -> {
              Thread own = Thread.currentThread();
              own.setUncaughtExceptionHandler((dead, why) -> {});
              thread.complete(own);
              throw new IllegalStateException("broken on purpose");
            });
        Thread own = thread.get(60, TimeUnit.SECONDS);
        if (reaction == FailurePolicy.Reaction.STOP) {
          own.join();
          assertThat(shards.failure()).hasMessage("broken on purpose");
        } else {
          shards.execute(1, driver -> next.complete(null));
          next.get(60, TimeUnit.SECONDS);
          assertThat(shards.failure()).isNull();
        }
      }
    }
  }

  @Test
  void durable_sessions_are_found_again_on_their_shards(@TempDir Path folder) throws Exception {
    List<Integer> before = durableSessions(folder, 12);
    assertThat(before).hasSize(2).allMatch(count -> count > 0);
    assertThat(durableSessions(folder, 0)).isEqualTo(before);
  }

  /** Begins so many sessions, and says how many each shard then has. */
  private static List<Integer> durableSessions(Path folder, int sessions) throws Exception {
    DriverOptions options = DriverOptions.DEFAULT.withLog(new LogOptions(1 << 20, 1 << 18, 16));
    List<Integer> counts = new ArrayList<>();
    try (LinkShards shards =
        LinkShards.startDurable(
            2, LOOPBACK, options, i -> sink(), IdleStrategy::backingOff, folder)) {
      for (int key = 0; key < sessions; key++) {
        Session session =
            shards
                .connect(key, LOOPBACK_NOBODY, made -> offer(made))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        while (ask(shards, shards.shardOf(key), driver -> session.durable(1)) < 1) {
          Thread.onSpinWait();
        }
      }
      for (int shard = 0; shard < shards.count(); shard++) {
        counts.add(ask(shards, shard, driver -> driver.sessions().size()));
      }
    }
    return counts;
  }

  private static void offer(Session session) {
    session.open(1, StreamKind.LOGGED);
    session.offer(1, MemorySegment.ofArray(new byte[8]), 0, 8);
  }

  private static <T> T ask(LinkShards shards, int shard, Function<LinkDriver, T> question)
      throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    shards.execute(shard, driver -> answer.complete(question.apply(driver)));
    return answer.get(60, TimeUnit.SECONDS);
  }

  private static Sink sink() {
    return new Sink(new CountDownLatch(0));
  }

  @Test
  void an_impossible_count_is_refused_by_name() {
    assertThatThrownBy(() ->
            LinkShards.start(
                0, LOOPBACK, DriverOptions.DEFAULT, i -> sink(), IdleStrategy::backingOff))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 shards");
    InetSocketAddress last = new InetSocketAddress(LOOPBACK.getAddress(), 65_534);
    assertThatThrownBy(() ->
            LinkShards.start(3, last, DriverOptions.DEFAULT, i -> sink(), IdleStrategy::backingOff))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 shards from port 65534 on");
  }
}
