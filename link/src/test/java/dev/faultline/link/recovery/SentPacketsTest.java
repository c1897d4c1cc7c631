package dev.faultline.link.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is known of packets stays while memory for more of them comes and goes. */
final class SentPacketsTest {
  @Test
  void those_on_the_way_stay_when_room_for_many_is_given_back() {
    SentPackets sent = new SentPackets(1 << 10, 7);
    for (int i = 0; i < 1_000; i++) {
      sent.add(i, i % 5, 3L * i, 100 + i, i % 2 == 0);
    }
    assertThat(sent.floor()).isEqualTo(7);
    sent.rest();
    assertThat(sent.floor()).isEqualTo(7);
    for (long packet = 7; packet < 7 + 995; packet++) {
      sent.settle(packet, SentPackets.ACKED);
    }
    sent.advance();
    sent.rest();
    assertThat(sent.floor()).isEqualTo(7 + 992L);
    assertThat(sent.inFlight).isEqualTo(5);
    for (int i = 995; i < 1_000; i++) {
      long packet = 7 + i;
      assertThat(sent.state(packet)).isEqualTo(SentPackets.IN_FLIGHT);
      assertThat(sent.sentNanos(packet)).isEqualTo(i);
      assertThat(sent.chunk(packet)).isEqualTo(3L * i);
      assertThat(sent.bytes(packet)).isEqualTo(100 + i);
      assertThat(sent.stream(packet)).isEqualTo(i % 5);
    }
    for (int i = 1_000; i < 1_500; i++) {
      sent.add(i, 0, i, 1, false);
    }
    assertThat(sent.state(7 + 996)).isEqualTo(SentPackets.IN_FLIGHT);
    assertThat(sent.chunk(7 + 1_499)).isEqualTo(1_499);
  }

  @Test
  void where_there_is_no_memory_to_give_some_back_it_is_kept() {
    boolean[] none = new boolean[1];
    SentPackets sent =
        new SentPackets(
            1 << 10,
            0,
            (int words) -> {
              if (none[0]) {
                throw new OutOfMemoryError("as planned");
              }
              return new long[words];
            });
    for (int i = 0; i < 1_000; i++) {
      sent.add(i, 1, i, 100, false);
    }
    for (long packet = 0; packet < 999; packet++) {
      sent.settle(packet, SentPackets.ACKED);
    }
    sent.advance();
    none[0] = true;
    sent.rest();
    assertThat(sent.floor()).isZero();
    assertThat(sent.state(999)).isEqualTo(SentPackets.IN_FLIGHT);
    none[0] = false;
    sent.rest();
    assertThat(sent.floor()).isEqualTo(992);
  }
}
