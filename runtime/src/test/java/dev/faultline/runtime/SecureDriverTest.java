package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.runtime.channel.Channel;
import dev.faultline.runtime.channel.LinkNode;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.secure.KeyException;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.PrivateKey;
import dev.faultline.runtime.secure.SharedKey;
import dev.faultline.runtime.udp.UdpOptions;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Protected links on real sockets. */
class SecureDriverTest {
  private static final DriverOptions SHARED =
      DriverOptions.DEFAULT.withSecurity(LinkSecurity.shared(SharedKey.generate()));

  @TempDir private Path folder;

  static List<UdpOptions> sockets() {
    return LinkDriverTest.sockets();
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void messages_arrive_once_and_in_order_though_packets_are_lost(UdpOptions udp) {
    SplittableRandom random = new SplittableRandom(11);
    DriverOptions options =
        SHARED.withUdp(udp).withFilter((memory, offset, bytes) -> random.nextInt(20) == 0);
    try (Ends ends = new Ends(options)) {
      ends.offer(1, 50_000);
      ends.until(() -> ends.inbox.last == 50_000);
      SecureCounters counters = ends.right.secureCounters();
      assertThat(counters).isNotNull();
      if (counters != null) {
        assertThat(counters.opened()).isGreaterThan(1_000);
        assertThat(counters.unauthentic()).isZero();
        assertThat(counters.malformed()).isZero();
      }
    }
  }

  @Test
  void full_packets_on_the_network_are_as_long_as_the_options_say() {
    int[] longest = {0};
    DriverOptions options =
        SHARED.withFilter((memory, offset, bytes) -> {
          longest[0] = Math.max(longest[0], bytes);
          return false;
        });
    try (Ends ends = new Ends(options)) {
      ends.offer(1, 5_000);
      ends.until(() -> ends.inbox.last == 5_000);
    }
    assertThat(longest[0]).isEqualTo(options.link().packetBytes());
  }

  @Test
  void a_logged_stream_goes_on_where_it_was_when_both_sides_start_again() {
    DriverOptions options = SHARED.withLog(new LogOptions(4 << 20, 1 << 20, 16));
    for (int life = 0; life < 2; life++) {
      try (Ends ends = new Ends(options, folder)) {
        long before = ends.session.offered(Ends.STREAM);
        ends.offer(before + 1, before + 2_000);
        ends.until(
            () -> ends.session.durable(Ends.STREAM) == before + 2_000 && ends.inbox.last > before);
      }
    }
    try (Ends ends = new Ends(options, folder)) {
      ends.until(() -> ends.inbox.last == 4_000);
    }
  }

  @Test
  void a_packet_costs_the_garbage_of_two_ciphers_and_no_more() {
    try (Ends ends = new Ends(SHARED)) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      double least = Double.MAX_VALUE;
      for (int window = 0; window < 100; window++) {
        SecureCounters counters = ends.left.secureCounters();
        SecureCounters others = ends.right.secureCounters();
        if (counters == null || others == null) {
          throw new AssertionError("traffic is protected");
        }
        long packets = counters.sealed() + others.sealed();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int portion = 0; portion < 100; portion++) {
          long from = ends.inbox.last + 1;
          ends.exchange(from, from + 199);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        packets = counters.sealed() + others.sealed() - packets;
        least = Math.min(least, (double) bytes / packets);
      }
      System.out.printf("%.0f bytes of garbage for a packet sealed and opened%n", least);
      assertThat(least).isLessThan(2_500);
    }
  }

  @Test
  void with_keys_a_driver_may_listen_anywhere() {
    LinkDriver.open(new InetSocketAddress("0.0.0.0", 0), SHARED, new Ends.Outbox()).close();
  }

  @Test
  void of_several_peers_one_has_to_be_named() {
    PrivateKey own = PrivateKey.generate();
    PrivateKey first = PrivateKey.generate();
    PrivateKey second = PrivateKey.generate();
    DriverOptions options =
        DriverOptions.DEFAULT.withSecurity(
            LinkSecurity.keys(own, List.of(first.publicKey(), second.publicKey())));
    InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 9);
    InetSocketAddress loopback = new InetSocketAddress("127.0.0.1", 0);
    try (LinkDriver driver = LinkDriver.open(loopback, options, new Ends.Outbox())) {
      assertThatThrownBy(() -> driver.connect(peer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("keys of 2 peers");
      assertThatThrownBy(() -> driver.connect(peer, own.publicKey()))
          .isInstanceOf(KeyException.class)
          .hasMessageContaining("not among those of the allowed peers");
      assertThat(driver.key(driver.connect(peer, second.publicKey())))
          .isEqualTo(second.publicKey());
    }
  }

  @Test
  void a_node_knows_which_of_its_peers_is_at_the_other_end() throws Exception {
    PrivateKey bank = PrivateKey.generate();
    PrivateKey shop = PrivateKey.generate();
    PrivateKey audit = PrivateKey.generate();
    BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    try (LinkNode server = node(accepted, bank, shop, audit);
        LinkNode first = node(accepted, shop, bank, audit);
        LinkNode second = node(accepted, audit, bank)) {
      first.connect(server.localAddress(), bank.publicKey()).toCompletableFuture().get();
      Channel fromShop = accepted.take();
      assertThat(fromShop.peerKey()).isEqualTo(shop.publicKey());
      Channel here = second.connect(server.localAddress()).toCompletableFuture().get();
      assertThat(here.peerKey()).isEqualTo(bank.publicKey());
      assertThat(accepted.take().peerKey()).isEqualTo(audit.publicKey());
      assertThat(first.connect(server.localAddress()).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withMessageContaining("keys of 2 peers");
    }
  }

  private static LinkNode node(
      BlockingQueue<Channel> accepted, PrivateKey own, PrivateKey... peers) {
    return LinkNode.start(
        new InetSocketAddress("127.0.0.1", 0),
        DriverOptions.DEFAULT.withSecurity(
            LinkSecurity.keys(own, Stream.of(peers).map(PrivateKey::publicKey).toList())),
        IdleStrategy.backingOff(),
        accepted::add);
  }
}
