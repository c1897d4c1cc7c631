package dev.faultline.link.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HyStartTest {
  @Test
  void nothing_measured_is_no_sample_of_slow_start() {
    HyStart start = new HyStart();
    for (int packet = 1; packet <= 1_000; packet++) {
      // Of two rounds, one in which nothing is measured.
      long rtt = packet / 10 % 2 == 0 ? 10_000_000 : Long.MAX_VALUE;
      assertThat(start.over(packet, packet + 10, rtt)).isFalse();
      assertThat(start.growth(400)).as("after packet %d", packet).isEqualTo(400);
    }
  }
}
