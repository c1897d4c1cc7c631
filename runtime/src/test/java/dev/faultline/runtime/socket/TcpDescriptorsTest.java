package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Strangers of a side that has no descriptor left for them. */
class TcpDescriptorsTest extends TcpStrangers {
  /** Descriptors for so many connections, below what the door would let in. */
  private static final int DESCRIPTORS = 20;

  private int accepts;

  private UnaryOperator<TcpDoor.Acceptor> descriptors(TcpTunnel[] of) {
    return system ->
        () -> {
          accepts++;
          if (of[0].connections() >= DESCRIPTORS) {
            throw new IOException("Too many open files");
          }
          return system.accept();
        };
  }

  @Test
  void without_a_descriptor_the_oldest_stranger_makes_room_for_who_comes_next() throws IOException {
    TcpTunnel[] made = new TcpTunnel[1];
    try (TcpTunnel tunnel = tunnel(4_096, 4_096, descriptors(made))) {
      made[0] = tunnel;
      for (int i = 0; i < 2 * DESCRIPTORS; i++) {
        connect(tunnel, greetingWith(datagram(10)));
        int before = i + 1;
        until(tunnel, () -> received >= before);
      }
      assertThat(tunnel.strangersClosed()).isEqualTo(DESCRIPTORS);
      assertThat(tunnel.has(address(sockets.getLast()))).isTrue();
      assertThat(tunnel.has(address(sockets.getFirst()))).isFalse();
    }
  }

  /** Who waits outside keeps the selector awake: nobody was let in, at 100 % of a core. */
  @Test
  void who_cannot_be_let_in_does_not_keep_the_thread_awake() throws IOException {
    TcpTunnel[] made = new TcpTunnel[1];
    try (TcpTunnel tunnel = tunnel(4_096, 4_096, descriptors(made))) {
      made[0] = tunnel;
      for (int i = 0; i < DESCRIPTORS; i++) {
        connect(tunnel, greetingWith(datagram(10)));
      }
      until(tunnel, () -> received == DESCRIPTORS);
      Set<UdpAddress> peers = new TreeSet<>(TcpDescriptorsTest::order);
      sockets.forEach(socket -> peers.add(address(socket)));
      tunnel.keep(() -> peers::contains);
      connect(tunnel, greetingWith(datagram(10)));
      accepts = 0;
      // As long as it takes, and it takes no more tries than there are pauses in that time.
      long begin = System.nanoTime();
      for (int cycles = 0; accepts < 10; cycles++) {
        assertThat(cycles).as("duty cycles for ten tries").isLessThan(1_000);
        tunnel.receive(batch);
        tunnel.await(1_000_000_000);
      }
      assertThat(System.nanoTime() - begin).isGreaterThan(9 * 9_000_000L);
      peers.clear();
      until(tunnel, () -> tunnel.has(address(sockets.getLast())));
    }
  }

  /** A pause that ended between the two calls left the door shut for the whole wait. */
  @Test
  void a_pause_that_ends_before_the_wait_opens_the_door_for_it() throws IOException {
    boolean[] none = {true};
    UnaryOperator<TcpDoor.Acceptor> acceptor =
        system ->
            () -> {
              if (none[0]) {
                none[0] = false;
                throw new IOException("Too many open files");
              }
              return system.accept();
            };
    try (TcpTunnel tunnel = tunnel(4_096, 4_096, acceptor)) {
      connect(tunnel, greetingWith(datagram(10)));
      while (none[0]) {
        tunnel.receive(batch);
      }
      long paused = System.nanoTime();
      while (System.nanoTime() - paused < 20_000_000) {
        Thread.onSpinWait();
      }
      long begin = System.nanoTime();
      tunnel.await(10_000_000_000L);
      assertThat(System.nanoTime() - begin).isLessThan(9_000_000_000L);
    }
  }

  private static int order(UdpAddress one, UdpAddress other) {
    return Integer.compare(one.port(), other.port());
  }
}
