package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.runtime.log.CorruptLogException;
import dev.faultline.runtime.log.LogException;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.SharedKey;
import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinkDriverTest {
  private static final DriverOptions DURABLE =
      DriverOptions.DEFAULT.withLog(new LogOptions(4 << 20, 1 << 20, 16));

  private static final int WINDOWS_MAX = 1_000;

  @TempDir private Path folder;

  static List<UdpOptions> sockets() {
    return List.of(
        UdpOptions.DEFAULT,
        UdpOptions.DEFAULT.withSegmentation(false),
        UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.CHANNEL),
        UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.TCP),
        UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.FASTEST_OR_TCP));
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void messages_arrive_once_and_in_order(UdpOptions udp) {
    try (Ends ends = new Ends(DriverOptions.DEFAULT.withUdp(udp))) {
      ends.offer(1, 100_000);
      ends.until(() -> ends.inbox.last == 100_000);
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void they_do_when_a_tenth_of_all_packets_is_lost(UdpOptions udp) {
    SplittableRandom random = new SplittableRandom(11);
    DriverOptions options =
        DriverOptions.DEFAULT
            .withUdp(udp)
            .withFilter((memory, offset, bytes) -> random.nextInt(10) == 0);
    try (Ends ends = new Ends(options)) {
      ends.offer(1, 50_000);
      ends.until(() -> ends.inbox.last == 50_000);
      assertThat(ends.right.counters().filtered()).isPositive();
      assertThat(ends.left.linkCounters().retransmitted()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void nothing_is_allocated_for_a_message(UdpOptions udp) {
    try (Ends ends = new Ends(DriverOptions.DEFAULT.withUdp(udp))) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      // Until the JIT has settled, code that it has not compiled yet makes views of memory.
      for (int window = 0; window < WINDOWS_MAX && least > 0; window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        // In small portions, so that the calls into the kernel are many enough to be compiled.
        for (int portion = 0; portion < 500; portion++) {
          long from = ends.inbox.last + 1;
          ends.exchange(from, from + 49);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    }
  }

  @Test
  void what_is_protected_goes_over_tcp_too() {
    DriverOptions options =
        DriverOptions.DEFAULT
            .withUdp(UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.TCP))
            .withSecurity(LinkSecurity.shared(SharedKey.generate()));
    try (Ends ends = new Ends(options)) {
      ends.offer(1, 20_000);
      ends.until(() -> ends.inbox.last == 20_000);
      SecureCounters counters = ends.right.secureCounters();
      assertThat(counters).isNotNull();
      if (counters != null) {
        assertThat(counters.opened()).isPositive();
        assertThat(counters.unauthentic()).isZero();
      }
    }
  }

  @Test
  void where_udp_is_blocked_a_session_comes_about_over_tcp_and_survives_its_connection() {
    UdpOptions either = UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.FASTEST_OR_TCP);
    UdpOptions tcp = UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.TCP);
    // Nobody listens for UDP at the proxy's port.
    CuttableProxy[] proxy = new CuttableProxy[1];
    try (Ends ends =
        new Ends(
            DriverOptions.DEFAULT.withUdp(either),
            DriverOptions.DEFAULT.withUdp(tcp),
            right -> {
              proxy[0] = new CuttableProxy(right);
              return proxy[0].address();
            })) {
      ends.offer(1, 10_000);
      ends.until(() -> ends.inbox.last == 10_000);
      assertThat(proxy[0].cut()).isEqualTo(1);
      ends.offer(10_001, 20_000);
      ends.until(() -> ends.inbox.last == 20_000);
      assertThat(ends.session.ended()).isFalse();
      assertThat(ends.right.linkCounters().addressChanges()).isPositive();
      assertThat(proxy[0].cut()).isEqualTo(1);
    } finally {
      proxy[0].close();
    }
  }

  @Test
  void plain_traffic_stays_on_this_machine_unless_it_is_allowed_elsewhere() {
    InetSocketAddress anywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(() -> LinkDriver.open(anywhere, DriverOptions.DEFAULT, new Ends.Outbox()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("will not bind to 0.0.0.0")
        .hasMessageContaining("not encrypted");
    DriverOptions allowed = DriverOptions.DEFAULT.allowingPlainAnywhere();
    LinkDriver.open(anywhere, allowed, new Ends.Outbox()).close();
  }

  @Test
  void a_used_address_is_refused_by_name() {
    try (Ends ends = new Ends(DriverOptions.DEFAULT)) {
      InetSocketAddress used = ends.left.localAddress();
      assertThatThrownBy(() -> LinkDriver.open(used, DriverOptions.DEFAULT, new Ends.Outbox()))
          .isInstanceOf(UdpException.class)
          .hasMessageContaining("address in use");
    }
  }

  @Test
  void a_logged_stream_goes_on_where_it_was_when_both_sides_start_again() {
    for (int life = 0; life < 3; life++) {
      try (Ends ends = new Ends(DURABLE, folder)) {
        long before = ends.session.offered(Ends.STREAM);
        ends.offer(before + 1, before + 5_000);
        ends.until(
            () -> ends.session.durable(Ends.STREAM) == before + 5_000 && ends.inbox.last > before);
      }
    }
    try (Ends ends = new Ends(DURABLE, folder)) {
      assertThat(ends.session.offered(Ends.STREAM)).isEqualTo(15_000);
      ends.until(() -> ends.inbox.last == 15_000);
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void over_ipv6_sessions_connect_and_reconnect(UdpOptions udp) throws IOException {
    InetAddress host = InetAddress.getByName("::1");
    assumeTrue(NetworkInterface.getByInetAddress(host) != null, "this machine has no IPv6");
    DriverOptions options = DURABLE.withUdp(udp);
    for (int life = 0; life < 2; life++) {
      try (Ends ends = new Ends(options, folder, host)) {
        assertThat(ends.left.localAddress().getAddress()).isEqualTo(host);
        assertThat(ends.left.address(ends.session)).isEqualTo(ends.right.localAddress());
        long before = ends.session.offered(Ends.STREAM);
        ends.offer(before + 1, before + 1_000);
        ends.until(() -> ends.inbox.last == before + 1_000);
      }
    }
  }

  @Test
  void a_corrupt_outbox_is_refused_by_segment_and_offset() throws IOException {
    try (Ends ends = new Ends(DURABLE, folder)) {
      for (int i = 0; i < 5; i++) {
        long from = ends.session.offered(Ends.STREAM) + 1;
        ends.offer(from, from + 1_000);
        ends.until(() -> ends.session.durable(Ends.STREAM) == from + 1_000);
      }
    }
    Path segment = folder.resolve("left").resolve("0000000000000000.log");
    try (FileChannel file =
        FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, 20);
      file.write(one.flip().put(0, (byte) ~one.get(0)), 20);
    }
    assertThatThrownBy(() -> new Ends(DURABLE, folder))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("segment 0000000000000000.log, offset 0")
        .hasMessageContaining("link inspect");
  }

  @Test
  void a_full_log_presses_back_is_named_after_its_patience_and_empties_again() {
    DriverOptions small =
        DriverOptions.DEFAULT
            .withLog(new LogOptions(1 << 14, 1 << 13, 4))
            .withLink(
                DriverOptions.DEFAULT.link().toBuilder()
                    .storagePatience(Duration.ofSeconds(3))
                    .checkpointBytes(1 << 14)
                    .build());
    boolean[] away = {true};
    DriverOptions options = small.withFilter((memory, offset, bytes) -> away[0]);
    try (Ends ends = new Ends(options, folder)) {
      long taken = ends.fill();
      assertThat(taken).isGreaterThan(500);
      assertThat(ends.left.storageTrouble()).contains("is full: all 4 segments");
      away[0] = false;
      ends.until(() -> ends.inbox.last == taken);
      ends.offer(taken + 1, taken + 5_000);
      ends.until(() -> ends.inbox.last == taken + 5_000);
    }
    away[0] = false;
    try (Ends ends = new Ends(options, folder)) {
      assertThat(ends.session.offered(Ends.STREAM)).isGreaterThan(5_000);
    }
  }

  @Test
  void a_log_too_small_for_a_packet_is_refused_by_name() {
    DriverOptions tiny = DriverOptions.DEFAULT.withLog(new LogOptions(4096, 1024, 8));
    assertThatThrownBy(() -> new Ends(tiny, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("records of 464 bytes at most, too few for packets of 1408");
  }

  @Test
  void a_log_has_one_driver_at_a_time() {
    try (Ends ends = new Ends(DURABLE, folder)) {
      assertThat(ends.left.storageTrouble()).isNull();
      assertThatThrownBy(() -> new Ends(DURABLE, folder))
          .isInstanceOf(LogException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void a_sleeping_thread_is_woken_by_a_task() throws InterruptedException {
    InetSocketAddress loopback = new InetSocketAddress("127.0.0.1", 0);
    LinkDriver driver = LinkDriver.open(loopback, DriverOptions.DEFAULT, new Ends.Outbox());
    try (LinkThread thread = new LinkThread("test", driver, IdleStrategy.backingOff())) {
      for (int i = 0; i < 100; i++) {
        CountDownLatch done = new CountDownLatch(1);
        driver.execute(done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(thread.failure()).isNull();
    }
  }

  /** Issue 24: a thread that slept past the application's timers took a second for each. */
  @Test
  void a_sleeping_thread_wakes_for_each_scheduled_task() throws InterruptedException {
    InetSocketAddress loopback = new InetSocketAddress("127.0.0.1", 0);
    LinkDriver driver = LinkDriver.open(loopback, DriverOptions.DEFAULT, new Ends.Outbox());
    CountDownLatch done = new CountDownLatch(200);
    Runnable next =
        new Runnable() {
          @Override
          public void run() {
            done.countDown();
            driver.schedule(Duration.ofMillis(1), this);
          }
        };
    try (LinkThread thread = new LinkThread("test", driver, IdleStrategy.backingOff())) {
      driver.schedule(Duration.ofMillis(1), next);
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(thread.failure()).isNull();
    }
  }
}
