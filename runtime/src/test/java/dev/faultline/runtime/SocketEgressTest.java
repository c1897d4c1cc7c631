package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.socket.ErrnoCounts;
import dev.faultline.runtime.socket.ReceivedBatch;
import dev.faultline.runtime.socket.UdpAddress;
import dev.faultline.runtime.socket.UdpSocket;
import dev.faultline.runtime.socket.UdpSockets;
import dev.faultline.runtime.udp.UdpOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Datagrams go to the socket in runs, and each run lies in the memory that is handed over. */
class SocketEgressTest {
  private static final int BYTES = 200;
  private static final int SLOTS = 4;
  private static final UdpAddress THERE = new UdpAddress(0, 1, 4_000);

  private final PeerTable peers = new PeerTable(new SplittableRandom(1), TreeSet::new);

  /** Takes everything, and remembers the first byte of each datagram, and how many of each call. */
  private static final class Taking implements UdpSocket {
    final List<Byte> datagrams = new ArrayList<>();
    final List<Integer> calls = new ArrayList<>();

    @Override
    public int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to) {
      MemorySegment taken = data.asSlice(offset, bytes);
      for (long at = 0; at < bytes; at += datagramBytes) {
        datagrams.add(taken.get(ValueLayout.JAVA_BYTE, at));
      }
      calls.add((bytes + datagramBytes - 1) / datagramBytes);
      return bytes;
    }

    @Override
    public InetSocketAddress localAddress() {
      return new InetSocketAddress(0);
    }

    @Override
    public String describe() {
      return "taking";
    }

    @Override
    public boolean segments() {
      return true;
    }

    @Override
    public int receive(ReceivedBatch batch) {
      return 0;
    }

    @Override
    public void await(long timeoutNanos) {}

    @Override
    public void wakeup() {}

    @Override
    public long oversized() {
      return 0;
    }

    @Override
    public ErrnoCounts errors() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** Two rings of slots that lie side by side, each datagram with a number as its first byte. */
  private static MemorySegment[] sideBySide(Arena arena) {
    MemorySegment all = arena.allocate(2L * SLOTS * BYTES);
    for (int i = 0; i < 2 * SLOTS; i++) {
      all.set(ValueLayout.JAVA_BYTE, (long) i * BYTES, (byte) i);
    }
    long half = (long) SLOTS * BYTES;
    return new MemorySegment[] {all.asSlice(0, half), all.asSlice(half, half)};
  }

  private static void sendAll(SocketEgress egress, long peer, MemorySegment[] rings) {
    egress.begin();
    for (MemorySegment ring : rings) {
      for (int slot = 0; slot < SLOTS; slot++) {
        assertThat(egress.send(peer, ring, (long) slot * BYTES, BYTES)).isTrue();
      }
    }
    egress.flush();
  }

  @Test
  void a_run_ends_with_its_segment_though_another_begins_there() {
    try (Arena arena = Arena.ofConfined()) {
      Taking socket = new Taking();
      SocketEgress egress = new SocketEgress(socket, peers, new DriverCounters());
      sendAll(egress, peers.peer(THERE), sideBySide(arena));
      assertThat(socket.datagrams).containsExactly(new Byte[] {0, 1, 2, 3, 4, 5, 6, 7});
      assertThat(socket.calls).containsExactly(SLOTS, SLOTS);
    }
  }

  @Test
  void a_socket_that_reads_within_segments_takes_datagrams_of_rings_side_by_side() {
    UdpOptions channel = UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.CHANNEL);
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    try (Arena arena = Arena.ofConfined();
        UdpSocket socket = UdpSockets.open(any, channel);
        UdpSocket to = UdpSockets.open(any, channel)) {
      DriverCounters counters = new DriverCounters();
      long peer = peers.peer(UdpAddress.of(to.localAddress()));
      sendAll(new SocketEgress(socket, peers, counters), peer, sideBySide(arena));
      assertThat(counters.sendBufferFull).isZero();
    }
  }
}
