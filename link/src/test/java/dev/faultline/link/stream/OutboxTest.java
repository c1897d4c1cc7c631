package dev.faultline.link.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
  @Test
  void its_bytes_are_those_of_the_entries_that_it_has() {
    Outbox outbox = new Outbox();
    assertThat(outbox.bytes()).isZero();
    for (int message = 1; message <= 100; message++) {
      outbox.add(message, 1_000L * message, message);
    }
    assertThat(outbox.bytes()).isEqualTo(5_050);
    assertThat(outbox.trim(10, 100, Long.MAX_VALUE)).isTrue();
    assertThat(outbox.bytes()).isEqualTo(5_050 - 55);
    assertThat(outbox.trim(100, 100, Long.MAX_VALUE)).isTrue();
    assertThat(outbox.bytes()).isZero();
    outbox.add(101, 200_000, 7);
    assertThat(outbox.bytes()).isEqualTo(7);
  }
}
