package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.socket.UdpAddress;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Issue 24, A4: after 65,536 IPv6 senders no new one was heard. */
class PeerTableTest {
  private static final int STRANGERS = 200_000;
  private static final long PREFIX = 0x2001_0db8_0000_0000L;

  private final Set<Long> used = new TreeSet<>();
  private final PeerTable peers = new PeerTable(new SplittableRandom(24), () -> used);

  @Test
  void however_many_ipv6_senders_there_are_the_next_one_is_heard() {
    UdpAddress friend = new UdpAddress(PREFIX, 1, 4_000);
    used.add(peers.peer(friend));
    for (int stranger = 0; stranger < STRANGERS; stranger++) {
      long number = peers.peer(PREFIX + 1, stranger, 1 + stranger % 60_000);
      assertThat(number).isNotEqualTo(PeerTable.NONE);
      UdpAddress address = peers.address(number);
      if (address.low() != stranger) {
        throw new AssertionError("stranger " + stranger + " is taken for " + address);
      }
    }
    assertThat(peers.size()).isLessThanOrEqualTo(1 << 16);
    assertThat(peers.address(peers.peer(friend))).isEqualTo(friend);
  }

  @Test
  void an_address_has_the_same_number_after_it_was_forgotten() {
    long first = peers.peer(PREFIX, 7, 7);
    for (int stranger = 0; stranger < STRANGERS; stranger++) {
      peers.peer(PREFIX + 1, stranger, 9);
    }
    assertThat(peers.peer(PREFIX, 7, 7)).isEqualTo(first);
  }

  @Test
  void peers_in_use_are_kept_when_there_are_more_than_the_table_has_at_first() {
    for (int peer = 0; peer < 100_000; peer++) {
      used.add(peers.peer(PREFIX, peer, 4_000));
    }
    for (int stranger = 0; stranger < STRANGERS; stranger++) {
      peers.peer(PREFIX + 1, stranger, 9);
    }
    for (int peer = 0; peer < 100_000; peer++) {
      assertThat(peers.address(peers.peer(PREFIX, peer, 4_000)).low()).isEqualTo(peer);
    }
    assertThat(peers.size()).isLessThanOrEqualTo(200_000);
  }
}
