package dev.faultline.guard.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  @Test
  void it_travels_as_what_is_left() {
    Deadline sent = Deadline.in(Duration.ofMillis(800)).less(300_000_000).retried();
    ByteBuffer bytes = ByteBuffer.allocate(Deadline.BYTES);
    sent.put(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    Deadline received = Deadline.get(bytes.flip());
    assertThat(received).isEqualTo(new Deadline(500_000_000, 1));
    // The receiver's clock has nothing to do with the sender's.
    assertThat(received.endsAt(Long.MAX_VALUE)).isEqualTo(Long.MIN_VALUE + 499_999_999);
  }

  @Test
  void it_ends_at_zero_and_never_below() {
    assertThat(Deadline.in(Duration.ofMillis(1)).less(2_000_000).isOver()).isTrue();
    assertThat(Deadline.in(Duration.ofMillis(1)).less(-5))
        .isEqualTo(Deadline.in(Duration.ofMillis(1)));
    assertThat(Deadline.at(5, 7, 0).isOver()).isTrue();
    assertThat(Deadline.at(Long.MIN_VALUE + 1, Long.MAX_VALUE, 0).remainingNanos()).isEqualTo(2);
    assertThat(Deadline.in(Duration.ofMillis(5)).isTooShortFor(5_000_001)).isTrue();
    assertThat(new Deadline(0, Integer.MAX_VALUE).retried().attempt()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void bytes_that_are_no_deadline_are_refused() {
    ByteBuffer bytes = ByteBuffer.allocate(Deadline.BYTES).putLong(-1).putInt(0).flip();
    assertThatThrownBy(() -> Deadline.get(bytes))
        .hasMessage("remaining time is -1 ns, expected 0 or more");
    ByteBuffer tooFew = ByteBuffer.allocate(Deadline.BYTES - 1);
    assertThatThrownBy(() -> Deadline.get(tooFew))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("11 bytes are left, expected the 12 of a deadline");
    assertThat(tooFew.position()).isZero();
  }
}
