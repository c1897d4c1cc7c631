package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.runtime.udp.UdpException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpTunnelTest {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final TcpPatience PATIENT =
      new TcpPatience(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  private final Arena arena = Arena.ofAuto();
  private final ReceivedBatch batch = new ReceivedBatch(arena);
  private final TcpTunnel left = tunnel(PATIENT, 4_096);
  private final TcpTunnel right = tunnel(PATIENT, 4_096);
  private final UdpAddress toRight = UdpAddress.of(right.localAddress());
  private final List<byte[]> received = new ArrayList<>();
  private UdpAddress from = new UdpAddress(0, 0, 0);

  private static TcpTunnel tunnel(TcpPatience patience, int acceptedMax) {
    return new TcpTunnel(
        LOOPBACK,
        patience,
        acceptedMax,
        Integer.MAX_VALUE,
        ByteBuffer::allocateDirect,
        UnaryOperator.identity(),
        new ErrnoCounts());
  }

  @AfterEach
  void close() {
    left.close();
    right.close();
  }

  private void receive(TcpTunnel at) {
    int messages = at.receive(batch);
    for (int i = 0; i < messages; i++) {
      from = batch.source(i);
      for (int used = 0; used < batch.bytes(i); used += batch.datagramBytes(i)) {
        int bytes = Math.min(batch.datagramBytes(i), batch.bytes(i) - used);
        received.add(
            batch.memory().asSlice(batch.offset(i) + used, bytes).toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  private void receive(TcpTunnel at, int count) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (received.size() < count) {
      receive(at);
      receive(at == left ? right : left);
      if (System.nanoTime() > end) {
        throw new AssertionError("only " + received.size() + " of " + count + " datagrams came");
      }
    }
  }

  private MemorySegment memory(byte[] bytes) {
    return arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  @Test
  void datagrams_of_all_sizes_arrive_as_they_were_sent_there_and_back() {
    long seed = 20_261_127;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    left.reach(toRight);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int size = random.nextInt(20) == 0 ? 1 + random.nextInt(60_000) : 1 + random.nextInt(1_500);
      int bytes = Math.min(UdpSocket.DATAGRAM_BYTES_MAX, size * (1 + random.nextInt(10)));
      byte[] run = new byte[bytes];
      random.nextBytes(run);
      MemorySegment memory = memory(run);
      while (left.room(toRight, size) < bytes) {
        receive(right);
        receive(left);
      }
      assertThat(left.send(memory, 0, bytes, size, toRight)).isEqualTo(bytes);
      for (int at = 0; at < bytes; at += size) {
        sent.add(Arrays.copyOfRange(run, at, Math.min(bytes, at + size)));
      }
    }
    receive(right, sent.size());
    assertThat(received).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(Arrays.equals(received.get(i), sent.get(i))).as("datagram %d", i).isTrue();
    }

    received.clear();
    right.send(memory(new byte[] {1, 2, 3}), 0, 3, 2, from);
    receive(left, 2);
    assertThat(received.get(0)).containsExactly(1, 2);
    assertThat(received.get(1)).containsExactly(3);
    assertThat(from).isEqualTo(toRight);
  }

  @Test
  void a_full_connection_says_so_before_it_would_lose_anything() {
    left.reach(toRight);
    MemorySegment packet = memory(new byte[1_400]);
    int taken = 0;
    while (left.room(toRight, 1_400) >= 1_400 && taken < 100_000) {
      assertThat(left.send(packet, 0, 1_400, 1_400, toRight)).isEqualTo(1_400);
      taken++;
      if (taken == 1) {
        receive(right, 1);
      }
    }
    assertThat(taken).isBetween(2_000, 99_999);
    receive(right, taken);
    assertThat(received).hasSize(taken);
    assertThat(left.room(toRight, 1_400)).isGreaterThan(1_400);
  }

  @Test
  void a_connection_that_takes_nothing_holds_up_no_other_one() {
    try (TcpTunnel impatient = tunnel(new TcpPatience(1, Long.MAX_VALUE, Long.MAX_VALUE), 4_096)) {
      impatient.reach(toRight);
      MemorySegment packet = memory(new byte[1_400]);
      // The right side reads nothing; 100 MB fit into no buffer.
      for (int i = 0; i < 70_000; i++) {
        assertThat(impatient.room(toRight, 1_400)).isGreaterThanOrEqualTo(1_400);
        assertThat(impatient.send(packet, 0, 1_400, 1_400, toRight)).isEqualTo(1_400);
      }
    }
  }

  @Test
  void nobody_is_connected_to_who_was_not_reached_for() {
    left.send(memory(new byte[10]), 0, 10, 10, toRight);
    assertThat(left.has(toRight)).isFalse();
  }

  @Test
  void strangers_and_broken_frames_are_turned_away() throws IOException {
    for (byte[] garbage :
        List.of(
            "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            new byte[] {0x46, 0x4C, 0x54, 0x31, 0, 0, 1})) {
      try (Socket socket = new Socket()) {
        socket.connect(right.localAddress());
        socket.getOutputStream().write(garbage);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!right.anyConnection() && System.nanoTime() < end) {
          receive(right);
        }
        while (right.anyConnection() && System.nanoTime() < end) {
          receive(right);
        }
        assertThat(right.anyConnection()).isFalse();
      }
    }
    assertThat(received).isEmpty();
  }

  /** Issue 24: 4,096 strangers that say nothing locked everybody out for good. */
  @Test
  void strangers_that_say_nothing_are_turned_away_in_time() throws IOException {
    TcpPatience short1 = new TcpPatience(Long.MAX_VALUE, 20_000_000, 40_000_000);
    try (TcpTunnel strict = tunnel(short1, 4_096);
        Socket silent = new Socket();
        Socket greeting = new Socket()) {
      silent.connect(strict.localAddress());
      greeting.connect(strict.localAddress());
      greeting.getOutputStream().write(new byte[] {0x46, 0x4C, 0x54, 0x31});
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (strict.strangersClosed() < 2 && System.nanoTime() < end) {
        strict.receive(batch);
      }
      assertThat(strict.strangersClosed()).isEqualTo(2);
      assertThat(strict.anyConnection()).isFalse();
    }
  }

  @Test
  void whoever_has_a_session_is_kept_and_a_stranger_makes_room_when_there_is_none()
      throws IOException {
    try (TcpTunnel small = tunnel(PATIENT, 2);
        Socket first = new Socket();
        Socket second = new Socket();
        Socket third = new Socket()) {
      first.connect(small.localAddress());
      UdpAddress known = UdpAddress.of((InetSocketAddress) first.getLocalSocketAddress());
      small.keep(() -> known::equals);
      second.connect(small.localAddress());
      UdpAddress stranger = UdpAddress.of((InetSocketAddress) second.getLocalSocketAddress());
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!(small.has(known) && small.has(stranger)) && System.nanoTime() < end) {
        small.receive(batch);
      }
      third.connect(small.localAddress());
      UdpAddress next = UdpAddress.of((InetSocketAddress) third.getLocalSocketAddress());
      while (!small.has(next) && System.nanoTime() < end) {
        small.receive(batch);
      }
      assertThat(small.has(next)).isTrue();
      assertThat(small.has(known)).isTrue();
      assertThat(small.has(stranger)).isFalse();
    }
  }

  /** Issue 24: the key of the connection before was cancelled, and asked whether it is ready. */
  @Test
  void a_port_that_reconnects_within_one_select_ends_nothing() throws IOException {
    int port = 0;
    for (int round = 0; round < 20; round++) {
      Socket before = new Socket();
      before.setReuseAddress(true);
      before.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      port = before.getLocalPort();
      before.setSoLinger(true, 0);
      before.connect(right.localAddress());
      UdpAddress remote = UdpAddress.of((InetSocketAddress) before.getLocalSocketAddress());
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!right.has(remote) && System.nanoTime() < end) {
        receive(right);
      }
      // A reset, which leaves the port free at once.
      before.close();
      try (Socket again = new Socket()) {
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        again.setSoLinger(true, 0);
        again.connect(right.localAddress());
        receive(right);
        receive(right);
      }
      receive(right);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void a_used_address_is_refused_by_name() throws IOException {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), used.getLocalPort());
      assertThatThrownBy(() -> new TcpTunnel(address, new ErrnoCounts()))
          .isInstanceOf(UdpException.class)
          .hasMessageContaining("address in use");
    }
  }

  @Test
  void nothing_stays_open_of_what_was_refused() throws IOException {
    Path open = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(open), "this machine does not tell what is open");
    long before = count(open);
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() -> new TcpTunnel(right.localAddress(), new ErrnoCounts()))
          .isInstanceOf(UdpException.class);
    }
    assertThat(count(open)).isLessThan(before + 100);
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }
}
