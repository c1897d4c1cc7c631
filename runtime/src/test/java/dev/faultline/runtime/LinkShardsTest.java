package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.udp.UdpException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkShardsTest {
  private static final int SHARDS = 3;
  private static final int SESSIONS = 60;
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

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
  }
}
