package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UdpSocketTest {
  private static final long PATIENCE_NANOS = 5_000_000_000L;
  private static final UdpOptions NATIVE =
      UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.NATIVE);

  /** Linux's SO_NO_CHECK: a socket that sends without checksums, which GSO refuses with EINVAL. */
  private static final int SO_NO_CHECK = 11;

  private final Arena arena = Arena.ofAuto();
  private final ReceivedBatch batch = new ReceivedBatch(arena);

  static List<UdpOptions> backends() {
    List<UdpOptions> all = new ArrayList<>();
    all.add(UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.CHANNEL));
    if (UdpSockets.whyNotNative().isEmpty()) {
      all.add(NATIVE);
      all.add(NATIVE.withSegmentation(false));
    }
    return all;
  }

  private static UdpSocket loopback(UdpOptions options) {
    return UdpSockets.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
  }

  private static UdpAddress endpoint(UdpSocket socket) {
    return UdpAddress.of(socket.localAddress());
  }

  private MemorySegment random(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return arena.allocate(bytes).copyFrom(MemorySegment.ofArray(content));
  }

  /** Receives until {@code count} datagrams are there, cut as they were sent. */
  private List<byte[]> datagrams(UdpSocket socket, int count) {
    List<byte[]> all = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (all.size() < count && System.nanoTime() < end) {
      int messages = socket.receive(batch);
      for (int i = 0; i < messages; i++) {
        for (int at = 0; at < batch.bytes(i); at += batch.datagramBytes(i)) {
          int bytes = Math.min(batch.datagramBytes(i), batch.bytes(i) - at);
          all.add(
              batch.memory().asSlice(batch.offset(i) + at, bytes).toArray(ValueLayout.JAVA_BYTE));
        }
      }
      if (messages == 0) {
        socket.await(100_000_000);
      }
    }
    return all;
  }

  private void assertArrive(UdpSocket from, UdpSocket to, int bytes, int datagramBytes) {
    MemorySegment data = random(bytes, bytes);
    int sent = from.send(data, 0, bytes, datagramBytes, endpoint(to));
    assertThat(sent).isEqualTo(bytes);
    List<byte[]> got = datagrams(to, (bytes + datagramBytes - 1) / datagramBytes);
    int at = 0;
    for (byte[] datagram : got) {
      int expected = Math.min(datagramBytes, bytes - at);
      assertThat(datagram).isEqualTo(data.asSlice(at, expected).toArray(ValueLayout.JAVA_BYTE));
      at += expected;
    }
    assertThat(at).isEqualTo(bytes);
    assertThat(batch.source(0)).isEqualTo(endpoint(from));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void datagrams_arrive_as_they_were_cut(UdpOptions options) {
    try (UdpSocket from = loopback(options);
        UdpSocket to = loopback(options)) {
      assertArrive(from, to, 1, 1408);
      assertArrive(from, to, 1408, 1408);
      assertArrive(from, to, 10_000, 1408);
      assertArrive(from, to, 64 * 1000, 1000);
      assertArrive(from, to, 300_000, 1408);
      assertArrive(from, to, 130_000, 65_000);
      assertArrive(from, to, 1500, 10);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void sockets_of_different_kinds_understand_each_other(UdpOptions options) {
    try (UdpSocket one = loopback(options)) {
      for (UdpOptions others : backends()) {
        try (UdpSocket other = loopback(others)) {
          assertArrive(one, other, 20_000, 999);
          assertArrive(other, one, 20_000, 999);
        }
      }
    }
  }

  @Test
  void a_socket_on_which_segmentation_fails_goes_on_without() {
    assumeTrue(UdpSockets.whyNotNative().isEmpty(), UdpSockets.whyNotNative());
    try (UdpSocket from = loopback(NATIVE);
        UdpSocket to = loopback(NATIVE)) {
      assumeTrue(from.segments(), "this kernel has no GSO");
      assertThat(((NativeUdpSocket) from).option(Posix.SOL_SOCKET, SO_NO_CHECK, 1)).isZero();
      assertArrive(from, to, 10_000, 1408);
      assertThat(from.segments()).isFalse();
      assertThat(from.describe()).isEqualTo("native, GRO");
      assertArrive(from, to, 10_000, 1408);
      assertThat(to.segments()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void a_used_address_is_refused_by_name(UdpOptions options) {
    try (UdpSocket first = loopback(options)) {
      assertThatThrownBy(() -> UdpSockets.open(first.localAddress(), options))
          .isInstanceOf(UdpException.class)
          .hasMessageContaining("address in use")
          .hasMessageContaining(Integer.toString(first.localAddress().getPort()));
    }
  }

  @Test
  void an_unknown_host_is_refused_by_name() {
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("no-such-host.invalid", 1);
    assertThatThrownBy(() -> UdpSockets.open(unknown, UdpOptions.DEFAULT))
        .isInstanceOf(UdpException.class)
        .hasMessageContaining("no-such-host.invalid");
    assertThatThrownBy(() -> UdpAddress.of(unknown))
        .isInstanceOf(UdpException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void a_datagram_that_no_path_carries_is_counted_as_lost(UdpOptions options) {
    try (UdpSocket from = loopback(options);
        UdpSocket to = loopback(options)) {
      MemorySegment data = random(70_000, 1);
      assertThat(from.send(data, 0, 70_000, 70_000, endpoint(to))).isEqualTo(70_000);
      assertThat(from.oversized()).isEqualTo(1);
      assertArrive(from, to, 100, 100);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void a_port_where_nobody_listens_is_loss(UdpOptions options) {
    try (UdpSocket from = loopback(options);
        UdpSocket to = loopback(options)) {
      UdpAddress gone;
      try (UdpSocket closed = loopback(options)) {
        gone = endpoint(closed);
      }
      MemorySegment data = random(3000, 2);
      for (int i = 0; i < 10; i++) {
        assertThat(from.send(data, 0, 3000, 1000, gone)).isEqualTo(3000);
        assertThat(from.receive(batch)).isZero();
      }
      assertArrive(from, to, 3000, 1000);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void a_wake_up_before_the_wait_is_not_lost(UdpOptions options) {
    try (UdpSocket socket = loopback(options)) {
      socket.wakeup();
      long start = System.nanoTime();
      socket.await(3_600_000_000_000L);
      assertThat(System.nanoTime() - start).isLessThan(3_600_000_000_000L);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ipv6_works_where_the_machine_has_it(UdpOptions options) throws Exception {
    UdpSocket from;
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("::1"), 0);
    try {
      from = UdpSockets.open(any, options);
    } catch (UdpException e) {
      assumeTrue(false, "no IPv6 here: " + e.getMessage());
      return;
    }
    try (from;
        UdpSocket to = UdpSockets.open(any, options)) {
      assertArrive(from, to, 10_000, 1408);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void nothing_is_allocated_for_a_packet(UdpOptions options) {
    try (UdpSocket from = loopback(options);
        UdpSocket to = loopback(options)) {
      MemorySegment data = random(4 * 1408, 3);
      UdpAddress there = endpoint(to);
      exchange(from, to, data, there, 20_000);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      // On a busy machine the compiler may not be done with the first rounds.
      for (int round = 0; round < 5; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        exchange(from, to, data, there, 5_000);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      // Four datagrams a time: less than a thirtieth of a byte each, the bean's own included.
      assertThat(least).isLessThan(512);
    }
  }

  private void exchange(UdpSocket from, UdpSocket to, MemorySegment data, UdpAddress there, int n) {
    for (int i = 0; i < n; i++) {
      from.send(data, 0, 4 * 1408, 1408, there);
      int left = 4 * 1408;
      for (int tries = 0; left > 0 && tries < 1_000; tries++) {
        int messages = to.receive(batch);
        for (int m = 0; m < messages; m++) {
          left -= batch.bytes(m);
        }
      }
      if (left != 0) {
        throw new AssertionError(left + " bytes missing in round " + i);
      }
    }
  }
}
