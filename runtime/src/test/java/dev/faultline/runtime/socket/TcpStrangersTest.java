package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Issue 24: what somebody without a session costs a side that listens for TCP. */
class TcpStrangersTest extends TcpStrangers {
  @Test
  void who_says_nothing_or_only_little_takes_no_large_buffer() throws IOException {
    try (TcpTunnel tunnel = tunnel(4_096, 4_096)) {
      for (int i = 0; i < 100; i++) {
        connect(tunnel, new byte[0]);
        connect(tunnel, new byte[] {0x46, 0x4C});
        connect(tunnel, greetingWith(datagram(1_400)));
      }
      until(tunnel, () -> received == 100);
      assertThat(large).isEmpty();
      // Nor what it is answered.
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment answer = arena.allocate(1_400);
        assertThat(tunnel.send(answer, 0, 1_400, 1_400, address(sockets.getLast())))
            .isEqualTo(1_400);
      }
      assertThat(large).isEmpty();
    }
  }

  @Test
  void a_longer_datagram_of_a_stranger_takes_what_one_needs_and_a_session_gets_more()
      throws IOException {
    try (TcpTunnel tunnel = tunnel(4_096, 4_096)) {
      Socket stranger = connect(tunnel, greetingWith(datagram(60_000)));
      until(tunnel, () -> received == 1);
      for (int i = 0; i < 20; i++) {
        stranger.getOutputStream().write(datagram(60_000));
      }
      until(tunnel, () -> received == 21);
      assertThat(large).containsExactly(68 << 10);
      assertThat(outside).isZero();

      Socket peer = connect(tunnel, PREFACE);
      UdpAddress known = address(peer);
      tunnel.keep(() -> known::equals);
      Thread sender =
          new Thread(() -> {
            try {
              for (int i = 0; i < 100; i++) {
                peer.getOutputStream().write(datagram(60_000));
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      sender.start();
      until(tunnel, () -> received == 121);
      assertThat(large).hasSizeGreaterThan(1).allMatch(bytes -> bytes <= 256 << 10);
      assertThat(outside).isPositive();
    }
  }

  /** The other side reads nothing: what waits for a stranger is little, and nothing is thrown. */
  @Test
  void what_waits_for_a_stranger_is_bounded() throws IOException {
    try (TcpTunnel tunnel = tunnel(4_096, 4_096);
        Arena arena = Arena.ofConfined()) {
      Socket stranger = connect(tunnel, greetingWith(datagram(10)));
      until(tunnel, () -> received == 1);
      MemorySegment answer = arena.allocate(1_400);
      long taken = 0;
      while (tunnel.room(address(stranger), 1_400) >= 1_400 && taken < 100_000_000) {
        taken += tunnel.send(answer, 0, 1_400, 1_400, address(stranger));
      }
      assertThat(taken).isLessThan(100_000_000);
      assertThat(large).allMatch(bytes -> bytes <= 64 << 10);
      assertThat(outside).isZero();
    }
  }

  @Test
  void memory_that_is_not_there_costs_a_connection_and_not_the_driver() throws IOException {
    try (TcpTunnel tunnel = tunnel(4_096, 4_096);
        Arena arena = Arena.ofConfined()) {
      Socket small = connect(tunnel, greetingWith(datagram(100)));
      until(tunnel, () -> received == 1);
      noMemory = true;
      Socket greedy = connect(tunnel, greetingWith(datagram(60_000)));
      until(tunnel, () -> errors.total() > 0);
      assertThat(errors.byName()).containsOnlyKeys(NO_MEMORY);
      until(tunnel, () -> !tunnel.has(address(greedy)));

      // More than fits into what there is: it is not taken, and nothing is thrown.
      MemorySegment run = arena.allocate(40_000);
      int taken = tunnel.send(run, 0, 40_000, 1_000, address(small));
      assertThat(taken).isLessThan(40_000);
      small.getOutputStream().write(datagram(200));
      until(tunnel, () -> received == 2);
    }
  }

  @Test
  void what_is_whole_is_handed_over_although_there_is_no_memory_for_what_follows()
      throws IOException {
    try (TcpTunnel tunnel = tunnel(4_096, 4_096)) {
      noMemory = true;
      byte[] whole = datagram(100);
      byte[] longer = datagram(60_000);
      Socket peer =
          connect(
              tunnel,
              greetingWith(
                  ByteBuffer.allocate(whole.length + longer.length)
                      .put(whole)
                      .put(longer)
                      .array()));
      UdpAddress remote = address(peer);
      until(tunnel, () -> errors.total() > 0);
      until(tunnel, () -> !tunnel.has(remote));
      assertThat(received).isEqualTo(1);
    }
  }

  @Test
  void a_session_of_a_host_is_let_in_in_the_place_of_its_oldest_stranger() throws IOException {
    try (TcpTunnel tunnel = tunnel(100, 3)) {
      UdpAddress peer = address(connect(tunnel, PREFACE));
      tunnel.keep(() -> peer::equals);
      UdpAddress second = address(connect(tunnel, new byte[0]));
      connect(tunnel, new byte[0]);
      until(tunnel, () -> sockets.stream().allMatch(socket -> tunnel.has(address(socket))));
      UdpAddress next = address(connect(tunnel, new byte[0]));
      until(tunnel, () -> tunnel.has(next));
      assertThat(tunnel.has(peer)).isTrue();
      assertThat(tunnel.has(second)).isFalse();
      assertThat(tunnel.turnedAway()).isZero();
    }
  }

  @Test
  void one_host_gets_its_share_of_connections_and_no_more() throws IOException {
    try (TcpTunnel tunnel = tunnel(100, 3)) {
      List<UdpAddress> peers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        peers.add(address(connect(tunnel, new byte[0])));
      }
      tunnel.keep(() -> peers::contains);
      until(tunnel, () -> tunnel.turnedAway() == 2);
      assertThat(sockets.stream().filter(socket -> tunnel.has(address(socket)))).hasSize(3);
      UdpAddress first = address(sockets.getFirst());
      sockets.getFirst().close();
      until(tunnel, () -> !tunnel.has(first));
      Socket next = connect(tunnel, new byte[0]);
      until(tunnel, () -> tunnel.has(address(next)));
    }
  }

  @Test
  void the_network_of_an_ipv6_host_counts_as_one() {
    HostCounts counts = new HostCounts();
    counts.add(new UdpAddress(0x2001_0db8_0000_0100L, 1, 5));
    counts.add(new UdpAddress(0x2001_0db8_0000_01FFL, 2, 6));
    counts.add(new UdpAddress(0, UdpAddress.ipv4(1), 7));
    assertThat(counts.of(new UdpAddress(0x2001_0db8_0000_0177L, 3, 8))).isEqualTo(2);
    assertThat(counts.of(new UdpAddress(0, UdpAddress.ipv4(1), 9))).isEqualTo(1);
    assertThat(counts.of(new UdpAddress(0, UdpAddress.ipv4(2), 9))).isZero();
    counts.remove(new UdpAddress(0, UdpAddress.ipv4(1), 7));
    assertThat(counts.of(new UdpAddress(0, UdpAddress.ipv4(1), 7))).isZero();
  }

  /** Each look at the sessions is a look at all of them: strangers must not cause one each. */
  @Test
  void who_has_sessions_is_asked_seldom_however_many_come() throws IOException {
    try (TcpTunnel tunnel = tunnel(4, 1_000)) {
      AtomicInteger asked = new AtomicInteger();
      tunnel.keep(() -> {
        asked.incrementAndGet();
        return peer -> true;
      });
      long began = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        connect(tunnel, new byte[0]);
      }
      until(tunnel, () -> tunnel.turnedAway() == 196);
      long periods = (System.nanoTime() - began) / KnownPeers.FRESH_NANOS;
      assertThat(asked.get()).isBetween(1, 1 + (int) Math.min(Integer.MAX_VALUE - 1, periods));
    }
  }

  @Test
  void an_answer_of_who_has_sessions_is_used_for_a_while() {
    KnownPeers known = new KnownPeers();
    Set<Integer> ports = new TreeSet<>();
    known.source(() -> {
      Set<Integer> now = Set.copyOf(ports);
      return peer -> now.contains(peer.port());
    });
    UdpAddress peer = new UdpAddress(0, UdpAddress.ipv4(1), 7);
    long start = Long.MAX_VALUE - KnownPeers.FRESH_NANOS / 2;
    assertThat(known.contains(peer, start)).isFalse();
    ports.add(7);
    assertThat(known.contains(peer, start + KnownPeers.FRESH_NANOS - 1)).isFalse();
    assertThat(known.contains(peer, start + KnownPeers.FRESH_NANOS)).isTrue();
    ports.clear();
    assertThat(known.ask(start + KnownPeers.FRESH_NANOS + 1).test(peer)).isFalse();
  }

  @Test
  void peers_that_were_reached_and_have_no_session_are_forgotten() {
    try (TcpTunnel tunnel = tunnel(4, 4);
        FallbackSocket fallback = new FallbackSocket(new DeafSocket(), tunnel)) {
      fallback.keep(() -> peer -> peer.port() % 100 == 0);
      for (int i = 1; i <= 60_000; i++) {
        fallback.reach(new UdpAddress(0, UdpAddress.ipv4(1), i));
        fallback.reach(new UdpAddress(0, UdpAddress.ipv4(2), i));
      }
      assertThat(tunnel.reached()).isBetween(1_200, 3_000);
      assertThat(fallback.paths()).isBetween(1_200, 3_000);
    }
  }

  @Test
  void a_second_session_with_a_peer_that_udp_does_not_reach_uses_tcp_at_once() {
    try (TcpTunnel tunnel = tunnel(4, 4);
        DeafSocket udp = new DeafSocket();
        FallbackSocket fallback = new FallbackSocket(udp, tunnel);
        Arena arena = Arena.ofConfined()) {
      UdpAddress peer = UdpAddress.of(tunnel.localAddress());
      MemorySegment datagram = arena.allocate(10);
      fallback.reach(peer);
      long end = System.nanoTime() + PATIENCE_NANOS;
      int before;
      do {
        before = udp.sent;
        fallback.send(datagram, 0, 10, 10, peer);
        assertThat(System.nanoTime()).as("patience").isLessThan(end);
      } while (udp.sent > before);
      fallback.reach(peer);
      fallback.send(datagram, 0, 10, 10, peer);
      assertThat(udp.sent).isEqualTo(before);
    }
  }
}
