package dev.faultline.guard.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class EjectionTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void two_of_three_may_be_out_and_nobody_when_all_fail() {
    Ejection group = new Ejection(3, 0.67, 5, Duration.ofSeconds(30));
    fail(group, 0, 5, 0);
    fail(group, 1, 5, 0);
    assertThat(group.ejected(0)).isEqualTo(2);
    fail(group, 2, 5, 0);
    assertThat(group.ejected(0)).isZero();
    group.report(2, Outcome.SUCCESS, 1);
    group.report(0, Outcome.ERROR, 1);
    assertThat(group.isUsed(0, 1)).isFalse();
    assertThat(group.isUsed(2, 1)).isTrue();
  }

  @Test
  void a_member_comes_back_and_stays_away_longer_the_second_time() {
    Ejection group = new Ejection(4, 0.5, 2, Duration.ofSeconds(30));
    fail(group, 1, 2, 0);
    assertThat(group.isUsed(1, 30 * SECOND - 1)).isFalse();
    assertThat(group.isUsed(1, 30 * SECOND)).isTrue();
    fail(group, 1, 2, 30 * SECOND);
    assertThat(group.isUsed(1, 89 * SECOND)).isFalse();
    assertThat(group.isUsed(1, 90 * SECOND)).isTrue();
    group.report(1, Outcome.SUCCESS, 90 * SECOND);
    fail(group, 1, 2, 90 * SECOND);
    assertThat(group.isUsed(1, 120 * SECOND)).isTrue();
  }

  @RepeatedTest(20)
  void never_more_are_out_than_may_be(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int members = 1 + random.nextInt(12);
    double share = random.nextDouble();
    Ejection group = new Ejection(members, share, 3, Duration.ofSeconds(10));
    long now = random.nextLong();
    for (int step = 0; step < 3_000; step++) {
      now += random.nextLong(SECOND);
      Outcome outcome = random.nextInt(3) == 0 ? Outcome.SUCCESS : Outcome.TIMEOUT;
      group.report(random.nextInt(members), outcome, now);
      int used = 0;
      for (int member = 0; member < members; member++) {
        used += group.isUsed(member, now) ? 1 : 0;
      }
      assertThat(members - used)
          .as("seed %d, step %d, %d members, share %s", seed, step, members, share)
          .isEqualTo(group.ejected(now))
          .isLessThanOrEqualTo((int) (members * share));
    }
  }

  private static void fail(Ejection group, int member, int times, long now) {
    for (int i = 0; i < times; i++) {
      group.report(member, Outcome.ERROR, now);
    }
  }

  @Test
  void a_group_that_is_too_small_for_its_share_says_that_nobody_goes() {
    Ejection small = new Ejection(3, 0.3, 1, Duration.ofSeconds(10));
    assertThat(small.most()).isZero();
    for (int i = 0; i < 100; i++) {
      small.report(0, Outcome.ERROR, i);
    }
    assertThat(small.ejected(100)).isZero();
    assertThat(new Ejection(100, 0.29, 1, Duration.ofSeconds(10)).most()).isEqualTo(29);
    assertThat(new SharedEjection(4, 0.5, 1, Duration.ofSeconds(10)).most()).isEqualTo(2);
  }

  @Test
  void a_member_whose_time_is_over_counts_for_nothing_although_nobody_asked_for_it() {
    Ejection two = new Ejection(2, 0.5, 1, Duration.ofSeconds(10));
    two.report(0, Outcome.ERROR, 0);
    two.report(1, Outcome.ERROR, 60_000_000_000L);
    assertThat(two.ejections()).isEqualTo(2);
    assertThat(two.isUsed(1, 60_000_000_000L)).isFalse();
    assertThat(two.isUsed(0, 60_000_000_000L)).isTrue();
    // Of four one may be out: the second goes as soon as the first may come back.
    Ejection four = new Ejection(4, 0.25, 1, Duration.ofSeconds(10));
    four.report(0, Outcome.ERROR, 0);
    four.report(1, Outcome.ERROR, 9_999_999_999L);
    assertThat(four.ejections()).isEqualTo(1);
    four.report(1, Outcome.ERROR, 10_000_000_000L);
    assertThat(four.ejections()).isEqualTo(2);
    assertThat(four.ejected(10_000_000_000L)).isEqualTo(1);
  }
}
