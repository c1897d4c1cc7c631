package dev.faultline.guard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseTest {
  private static final long MILLI = 1_000_000;
  private static final LeaseTerms TERMS = new LeaseTerms(Duration.ofSeconds(10), 1_000);

  @Test
  void the_holder_has_the_longest_time_that_is_safe() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      int ppm = random.nextInt(100_001);
      LeaseTerms terms = new LeaseTerms(Duration.ofNanos(1 + random.nextLong(1L << 40)), ppm);
      long most = terms.grantorNanos() * (1_000_000 - ppm);
      assertThat(terms.holderNanos() * (1_000_000 + ppm)).isLessThanOrEqualTo(most);
      assertThat((terms.holderNanos() + 1) * (1_000_000 + ppm)).isGreaterThan(most);
    }
  }

  /** Milliseconds by which the holder still relies on it when the grantor gives it away. */
  private static double overlap(int driftPpm) {
    LeaseHolder holder = new LeaseHolder(TERMS);
    LeaseGrantor grantor = LeaseGrantor.first(TERMS, 0);
    // The holder's clock is as slow as it may be, and the grantor's as fast.
    double slow = 1 - driftPpm / 1e6;
    double fast = 1 + driftPpm / 1e6;
    long term = grantor.grant(1, 0);
    holder.granted(term, 0);
    for (double time = 0; ; time += 0.1) {
      if (grantor.grant(2, (long) (time * MILLI * fast)) != LeaseGrantor.REFUSED) {
        return holder.leftNanos((long) (time * MILLI * slow)) / (double) MILLI;
      }
    }
  }

  @Test
  void nobody_else_gets_it_while_it_is_held_within_the_drift_bound() {
    assertThat(overlap(1_000)).isZero();
    assertThat(overlap(0)).isZero();
  }

  @Test
  void at_twice_the_bound_two_hold_it_at_once() {
    assertThat(overlap(2_000)).isBetween(19.0, 21.0);
  }

  @Test
  void the_holder_counts_from_its_question_however_late_the_answer_is() {
    LeaseHolder holder = new LeaseHolder(TERMS);
    holder.granted(1, 5);
    assertThat(holder.isHeld(5 + TERMS.holderNanos() - 1)).isTrue();
    long now = 5 + TERMS.holderNanos();
    assertThat(holder.isHeld(now)).isFalse();
    holder.granted(1, 1_000);
    holder.granted(1, 7);
    assertThat(holder.leftNanos(now)).isEqualTo(1_000 - 5);
    holder.granted(LeaseGrantor.REFUSED, 5_000);
    assertThat(holder.leftNanos(now)).isEqualTo(1_000 - 5);
  }

  @Test
  void a_lease_that_was_dropped_does_not_come_back_with_a_late_answer() {
    LeaseHolder holder = new LeaseHolder(TERMS);
    holder.granted(1, 0);
    holder.drop();
    holder.granted(1, 50);
    assertThat(holder.isHeld(60)).isFalse();
    assertThat(holder.term()).isOne();
    holder.granted(2, 50);
    assertThat(holder.isHeld(60)).isTrue();
  }

  @Test
  void a_revocation_of_an_old_term_is_refused() {
    // etcd 15247: a leader that was stuck revokes what its successor has extended.
    LeaseGrantor grantor = LeaseGrantor.first(TERMS, 0);
    long old = grantor.grant(1, 0);
    long now = TERMS.grantorNanos();
    long term = grantor.grant(2, now);
    assertThat(term).isGreaterThan(old);
    assertThat(grantor.end(old, now + 1)).isFalse();
    assertThat(grantor.isHeld(now + 1)).isTrue();
    assertThat(grantor.grant(3, now + 1)).isEqualTo(LeaseGrantor.REFUSED);
    assertThat(grantor.end(term, now + 1)).isTrue();
    assertThat(grantor.grant(3, now + 1)).isEqualTo(term + 1);
    assertThat(grantor.refused()).isEqualTo(2);
  }

  @Test
  void a_holder_that_asks_again_keeps_its_term_until_it_is_over() {
    LeaseGrantor grantor = LeaseGrantor.first(TERMS, Long.MAX_VALUE);
    long now = Long.MAX_VALUE;
    long term = grantor.grant(1, now);
    now += TERMS.grantorNanos() - 1;
    assertThat(grantor.grant(1, now)).isEqualTo(term);
    now += TERMS.grantorNanos();
    assertThat(grantor.isHeld(now)).isFalse();
    assertThat(grantor.grant(1, now)).isEqualTo(term + 1);
  }

  @Test
  void one_that_was_restarted_waits_for_what_it_may_have_granted() {
    LeaseGrantor grantor = LeaseGrantor.recovered(TERMS, 41, 0);
    assertThat(grantor.end(41, 1)).isFalse();
    assertThat(grantor.grant(1, TERMS.grantorNanos() - 1)).isEqualTo(LeaseGrantor.REFUSED);
    assertThat(grantor.grant(1, TERMS.grantorNanos())).isEqualTo(42);
  }

  @Test
  void a_reading_of_a_thread_that_was_held_up_gives_the_lease_to_nobody_else() {
    LeaseGrantor grantor = LeaseGrantor.first(TERMS, 0);
    LeaseHolder holder = new LeaseHolder(TERMS);
    holder.granted(grantor.grant(1, 0), 0);
    assertThat(grantor.grant(2, 5_000 * MILLI)).isEqualTo(LeaseGrantor.REFUSED);
    // Read three seconds ago.
    assertThat(grantor.isHeld(2_000 * MILLI)).isTrue();
    for (long now = 5_000 * MILLI; holder.isHeld(now); now += 10 * MILLI) {
      assertThat(grantor.grant(2, now)).isEqualTo(LeaseGrantor.REFUSED);
    }
    assertThat(grantor.grant(2, TERMS.grantorNanos())).isEqualTo(2);
  }

  @Test
  void after_the_last_term_there_is_no_other() {
    LeaseGrantor grantor = LeaseGrantor.recovered(TERMS, Long.MAX_VALUE, 0);
    assertThat(grantor.grant(1, TERMS.grantorNanos())).isEqualTo(LeaseGrantor.REFUSED);
    assertThat(grantor.term()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> new LeaseTerms(Duration.ZERO, 0)).hasMessageContaining("length");
    assertThatThrownBy(() -> new LeaseTerms(Duration.ofSeconds(1), 100_001))
        .hasMessageContaining("driftPpm is 100001");
    assertThatThrownBy(() -> LeaseGrantor.recovered(TERMS, -1, 0))
        .hasMessageContaining("lastTerm is -1");
    assertThat(LeaseGrantor.first(TERMS, 0).grant(-1, 0)).isEqualTo(LeaseGrantor.REFUSED);
  }

  @Test
  void a_reading_that_comes_late_does_not_bring_a_lease_back() {
    LeaseTerms terms = new LeaseTerms(Duration.ofSeconds(10), 0);
    for (long start : new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE - 5_000_000_000L}) {
      LeaseHolder holder = new LeaseHolder(terms);
      long end = start + 10_000_000_000L;
      holder.granted(3, start);
      assertThat(holder.isHeld(end - 1)).isTrue();
      assertThat(holder.isHeld(end)).isFalse();
      for (long late : new long[] {1, 5_000_000, 2_000_000_000, 3_600_000_000_000L}) {
        assertThat(holder.leftNanos(end - late)).as("late by %d ns", late).isZero();
      }
      holder.granted(3, end - 1_000);
      assertThat(holder.isHeld(end)).isTrue();
      holder.granted(3, start);
      assertThat(holder.leftNanos(end)).isEqualTo(10_000_000_000L - 1_000);
    }
  }
}
