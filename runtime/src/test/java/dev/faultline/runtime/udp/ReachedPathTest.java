package dev.faultline.runtime.udp;

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
    long second = ReachedPath.FIRST_NANOS + ReachedPath.PATIENCE_NANOS;
    assertThat(byTcpAt(second - 1)).isTrue();
    assertThat(byTcpAt(second)).isFalse();
    assertThat(byTcpAt(second + ReachedPath.PATIENCE_NANOS)).isTrue();
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
    byTcpAt(now + ReachedPath.PATIENCE_NANOS);
    assertThat(path.byTcp()).isTrue();
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
    assertThat(turns).isEqualTo(10);
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
    path.heard(true);
    assertThat(byTcpAt(ReachedPath.FIRST_NANOS)).isTrue();
    path.heard(false);
    assertThat(byTcpAt(ReachedPath.FIRST_NANOS + ReachedPath.PATIENCE_NANOS)).isFalse();
  }
}
