package dev.faultline.sim.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Issue 11, item 6: what a side remembers of past connections does not grow for ever. */
final class AnsweredTest {
  private static ConnectionId id(int incarnation, long number) {
    return new ConnectionId("peer", incarnation, number);
  }

  @Test
  void late_copies_of_the_last_thousand_requests_are_known_and_older_ones_are_over() {
    Answered answered = new Answered();
    for (long number = 1; number <= 5_000; number++) {
      answered.answered(id(1, number), number % 2 == 0);
    }

    assertThat(answered.to(id(1, 5_001))).isEqualTo(Answered.Answer.NONE);
    assertThat(answered.to(id(1, 5_000))).isEqualTo(Answered.Answer.REFUSED);
    assertThat(answered.to(id(1, 4_999))).isEqualTo(Answered.Answer.ACCEPTED);
    assertThat(answered.to(id(1, 1))).isEqualTo(Answered.Answer.ACCEPTED);
    assertThat(answered.remembered()).isEqualTo(Answered.REMEMBERED);
  }

  @Test
  void requests_may_come_out_of_order() {
    Answered answered = new Answered();
    answered.answered(id(1, 7), false);

    assertThat(answered.to(id(1, 6))).isEqualTo(Answered.Answer.NONE);
  }

  @Test
  void a_later_life_of_the_peer_starts_afresh_and_its_earlier_ones_are_over() {
    Answered answered = new Answered();
    answered.answered(id(1, 1), true);
    answered.answered(id(3, 1), true);

    assertThat(answered.to(id(3, 2))).isEqualTo(Answered.Answer.NONE);
    assertThat(answered.to(id(4, 1))).isEqualTo(Answered.Answer.NONE);
    assertThat(answered.to(id(2, 9))).isEqualTo(Answered.Answer.ACCEPTED);
    assertThat(answered.remembered()).isEqualTo(1);
  }

  @Test
  void only_the_last_thousand_ended_sides_are_known() {
    Ended ended = new Ended();
    for (long number = 0; number < 3_000; number++) {
      ended.add(id(1, number), true, number + 1);
    }

    assertThat(ended.next(id(1, 2_999), true)).isEqualTo(3_000);
    assertThat(ended.next(id(1, 2_999), false)).isNull();
    assertThat(ended.next(id(1, 1_000), true)).isNull();
  }
}
