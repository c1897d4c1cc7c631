package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReachedPathTest {
  private static final long BEGIN = Long.MAX_VALUE - 1_000;

  private final ReachedPath path = new ReachedPath();

  private long now;

  /** Sends now and then until so long after the beginning. */
  private boolean byTcpAt(long nanos) {
    while (nanos - now > ReachedPath.FIRST_NANOS / 4) {
      now += ReachedPath.FIRST_NANOS / 4;
      path.sent(BEGIN + now);
    }
    return byTcpAfterPause(nanos);
  }

  private boolean byTcpAfterPause(long nanos) {
    now = nanos;
    path.sent(BEGIN + now);
    return path.byTcp();
  }

  @Test
  void who_never_answers_is_tried_by_tcp_after_half_a_second_and_then_by_turns() {
    assertThat(byTcpAt(0)).isFalse();
    assertThat(byTcpAt(ReachedPath.FIRST_NANOS - 1)).isFalse();
    assertThat(byTcpAt(ReachedPath.FIRST_NANOS)).isTrue();
    assertThat(byTcpAt(2 * ReachedPath.FIRST_NANOS - 1)).isTrue();
    assertThat(byTcpAt(2 * ReachedPath.FIRST_NANOS)).isFalse();
    assertThat(byTcpAt(3 * ReachedPath.FIRST_NANOS)).isTrue();
  }

  /** With hellos a second apart, the second one has waited long enough. */
  @Test
  void who_is_asked_seldom_is_tried_by_tcp_after_half_a_second_too() {
    assertThat(byTcpAt(0)).isFalse();
    assertThat(byTcpAfterPause(2 * ReachedPath.FIRST_NANOS)).isTrue();
  }

  /** Issue 24: each turn of a way that leads nowhere kept a peer that was back waiting. */
  @Test
  void a_way_that_has_never_worked_is_left_soon_in_each_of_its_turns() {
    assertThat(byTcpAt(0)).isFalse();
    path.heard(false);
    byTcpAt(now + 1);
    for (int turn = 1; turn <= 5; turn++) {
      assertThat(byTcpAt(now + ReachedPath.PATIENCE_NANOS)).isTrue();
      assertThat(byTcpAt(now + ReachedPath.FIRST_NANOS)).isFalse();
    }
  }

  /** Issue 24: one failure had the next connects of two and a half seconds go by TCP only. */
  @Test
  void who_did_not_answer_once_is_reached_by_udp_within_the_next_short_connect() {
    byTcpAt(1_200_000_000L);
    for (int connect = 1; connect <= 2; connect++) {
      long begin = now + 10 * ReachedPath.PATIENCE_NANOS;
      path.begins(BEGIN + begin);
      boolean udp = !byTcpAfterPause(begin);
      for (long hello : new long[] {100, 300, 700, 1_500}) {
        udp |= !byTcpAfterPause(begin + hello * 1_000_000);
      }
      assertThat(udp).as("connect %d tried UDP", connect).isTrue();
    }
  }

  @Test
  void the_time_between_two_sessions_is_no_silence() {
    assertThat(byTcpAt(0)).isFalse();
    long pause = 100 * ReachedPath.PATIENCE_NANOS;
    path.begins(BEGIN + pause);
    assertThat(byTcpAfterPause(pause)).isFalse();
    // But who begins one after the other gets to TCP all the same.
    for (int session = 0; session < 4; session++) {
      path.begins(BEGIN + now + ReachedPath.FIRST_NANOS / 3);
      byTcpAfterPause(now + ReachedPath.FIRST_NANOS / 3);
    }
    assertThat(path.byTcp()).isTrue();
  }

  @Test
  void an_answer_that_took_longer_than_its_turn_brings_the_way_back() {
    assertThat(byTcpAt(0)).isFalse();
    assertThat(byTcpAt(ReachedPath.FIRST_NANOS)).isTrue();
    path.heard(false);
    assertThat(path.byTcp()).isFalse();
    assertThat(byTcpAt(now + ReachedPath.FIRST_NANOS)).isFalse();
  }

  @Test
  void who_answers_stays_where_it_is_however_long_nothing_was_to_be_sent() {
    assertThat(byTcpAt(0)).isFalse();
    path.heard(false);
    assertThat(byTcpAfterPause(100 * ReachedPath.PATIENCE_NANOS)).isFalse();
  }

  @Test
  void a_pause_after_a_datagram_that_needs_no_answer_is_no_silence() {
    assertThat(byTcpAt(0)).isFalse();
    for (int pause = 1; pause <= 20; pause++) {
      path.heard(false);
      byTcpAt(now + 1);
      assertThat(byTcpAfterPause(now + 100 * ReachedPath.PATIENCE_NANOS)).isFalse();
    }
    // Nor once TCP is what works.
    while (!path.byTcp()) {
      byTcpAt(now + ReachedPath.FIRST_NANOS / 4);
    }
    path.heard(true);
    byTcpAt(now + 1);
    assertThat(byTcpAfterPause(now + 100 * ReachedPath.PATIENCE_NANOS)).isTrue();
  }

  @Test
  void who_is_asked_less_and_less_often_and_never_answers_is_still_tried_by_turns() {
    int turns = 0;
    boolean before = byTcpAt(0);
    for (int asked = 1; asked <= 20; asked++) {
      boolean byTcp = byTcpAfterPause(now + 2 * ReachedPath.PATIENCE_NANOS);
      turns += byTcp == before ? 0 : 1;
      before = byTcp;
    }
    assertThat(turns).isEqualTo(20);
  }

  @Test
  void who_was_heard_once_and_is_not_heard_any_more_is_tried_by_tcp() {
    assertThat(byTcpAt(0)).isFalse();
    path.heard(false);
    assertThat(byTcpAt(10)).isFalse();
    assertThat(byTcpAt(10 + ReachedPath.FIRST_NANOS)).isFalse();
    assertThat(byTcpAt(10 + ReachedPath.PATIENCE_NANOS)).isTrue();
    path.heard(true);
    assertThat(byTcpAfterPause(100 * ReachedPath.PATIENCE_NANOS)).isTrue();
  }

  @Test
  void what_comes_the_other_way_is_no_answer() {
    assertThat(byTcpAt(0)).isFalse();
    path.heard(false);
    for (int i = 0; i <= 20; i++) {
      byTcpAt(i * ReachedPath.PATIENCE_NANOS / 20);
      path.heard(true);
    }
    assertThat(path.byTcp()).isTrue();
  }
}
