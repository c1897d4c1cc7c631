package dev.faultline.link.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AdaptiveCongestionTest {
  private static final int PACKET = 1_400;

  private final AdaptiveCongestion congestion = new AdaptiveCongestion(1_000_000, 100 * PACKET);
  private long now;
  private long packet;

  AdaptiveCongestionTest() {
    congestion.packets(PACKET);
  }

  private void acknowledge(long rttNanos) {
    now += rttNanos;
    packet++;
    congestion.acknowledged(now, PACKET, packet, packet + 10, rttNanos, true);
  }

  @Test
  void before_anything_is_measured_the_window_is_that_of_a_stranger() {
    assertThat(congestion.windowBytes()).isEqualTo(10 * PACKET);
  }

  @Test
  void one_short_round_trip_makes_the_window_static_and_a_loss_leaves_it() {
    acknowledge(200_000);
    assertThat(congestion.local()).isTrue();
    congestion.lost(now, packet, packet + 10);
    assertThat(congestion.windowBytes()).isEqualTo(100 * PACKET);
    assertThat(congestion.bytesPerSecond(200_000)).isZero();
  }

  /** Issue 24, B3: that was all it took to be without congestion control for good. */
  @Test
  void one_short_round_trip_and_none_after_it_is_not_believed_at_the_second_loss() {
    acknowledge(200_000);
    for (int loss = 0; loss < 2; loss++) {
      for (int i = 0; i < 50; i++) {
        acknowledge(40_000_000);
      }
      // Several losses of one episode count once.
      congestion.lost(now, packet, packet + 10);
      congestion.lost(now, packet + 5, packet + 10);
      assertThat(congestion.local()).isEqualTo(loss == 0);
    }
    assertThat(congestion.windowBytes()).isLessThanOrEqualTo(10 * PACKET);
    acknowledge(200_000);
    assertThat(congestion.local()).isTrue();
  }

  @Test
  void losses_on_a_local_network_with_short_round_trips_between_leave_it_local() {
    for (int loss = 0; loss < 20; loss++) {
      acknowledge(5_000_000);
      acknowledge(200_000);
      acknowledge(5_000_000);
      congestion.lost(now, packet, packet + 10);
      packet += 10;
      assertThat(congestion.local()).isTrue();
    }
  }

  @Test
  void a_queue_does_not_make_a_local_network_a_distant_one() {
    acknowledge(200_000);
    for (int i = 0; i < 10_000; i++) {
      acknowledge(20_000_000);
    }
    assertThat(congestion.local()).isTrue();
  }

  @Test
  void beyond_a_local_network_the_window_shrinks_with_losses_and_packets_are_paced() {
    for (int i = 0; i < 100; i++) {
      acknowledge(20_000_000);
    }
    long before = congestion.windowBytes();
    assertThat(before).isGreaterThan(10 * PACKET);
    congestion.lost(now, packet, packet + 10);
    assertThat(congestion.local()).isFalse();
    assertThat(congestion.windowBytes()).isBetween(before * 6 / 10, before * 8 / 10);
    assertThat(congestion.bytesPerSecond(20_000_000)).isPositive();
  }

  @Test
  void there_is_always_room_for_a_packet() {
    congestion.packets(16_000);
    for (int i = 0; i < 20; i++) {
      congestion.collapsed(now);
    }
    assertThat(congestion.windowBytes()).isGreaterThanOrEqualTo(16_000);
  }
}
