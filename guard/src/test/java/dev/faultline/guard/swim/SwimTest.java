package dev.faultline.guard.swim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SwimTest {
  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000 * MILLI;
  static final SwimSettings PLAIN = SwimSettings.DEFAULT.withLifeguard(false, false, false);

  /** A group on a network that takes no time, with members that are down. */
  static final class Group {
    final Swim[] swims;
    final boolean[] isDown;
    final boolean[] isProbed;
    final SwimSettings settings;
    final SplittableRandom random;
    long now;

    Group(SwimSettings settings, int count, long seed) {
      this.settings = settings;
      random = new SplittableRandom(seed);
      swims = new Swim[count];
      isDown = new boolean[count];
      isProbed = new boolean[count];
      for (int i = 0; i < count; i++) {
        start(i, 0);
      }
    }

    void start(int self, long incarnation) {
      isDown[self] = false;
      swims[self] =
          new Swim(
              settings,
              self,
              swims.length,
              incarnation,
              random.split(),
              now,
              (to, message) -> {
                isProbed[to] |= message instanceof SwimMessage.Ping;
                if (!isDown[to] && !isDown[self]) {
                  swims[to].receive(self, message, now);
                }
              });
    }

    void run(long nanos, long step) {
      for (long end = now + nanos; now < end; now += step) {
        for (int i = 0; i < swims.length; i++) {
          if (!isDown[i] && now - swims[i].wakeAt() >= 0) {
            swims[i].tick(now);
          }
        }
      }
    }

    long believe(int member, MemberState state) {
      long count = 0;
      for (int i = 0; i < swims.length; i++) {
        count += !isDown[i] && i != member && swims[i].state(member) == state ? 1 : 0;
      }
      return count;
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 1.530, 20000", "32, 1.567, 8000", "100, 1.577, 12000"})
  void the_first_probe_of_the_dead_comes_as_the_paper_says(int members, double mean, int trials) {
    SwimSettings settings = PLAIN.withRoundRobin(false);
    long intervals = 0;
    for (int trial = 0; trial < trials; trial++) {
      Group group = new Group(settings, members, trial);
      // All have begun their first interval, at moments of their own.
      group.run(SECOND, 50 * MILLI);
      group.isDown[0] = true;
      group.isProbed[0] = false;
      while (!group.isProbed[0]) {
        group.run(SECOND, 50 * MILLI);
        intervals++;
      }
    }
    double exact = 1 / (1 - Math.pow(1 - 1.0 / (members - 1), members - 1));
    assertThat(exact).isCloseTo(mean, Percentage.withPercentage(0.1));
    assertThat((double) intervals / trials).isCloseTo(exact, Percentage.withPercentage(2));
  }

  @Test
  void in_a_shuffled_order_nobody_waits_for_more_than_two_rounds() {
    int members = 8;
    int most = 0;
    for (int trial = 0; trial < 200; trial++) {
      Group group = new Group(PLAIN, members, trial);
      group.run(3 * SECOND, 50 * MILLI);
      group.isDown[1] = true;
      group.isProbed[1] = false;
      int intervals = 0;
      while (!group.isProbed[1]) {
        group.run(SECOND, 50 * MILLI);
        intervals++;
      }
      most = Math.max(most, intervals);
    }
    assertThat(most).isBetween(2, 2 * members - 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_dead_are_known_to_all_and_the_living_are_not_suspected(boolean lifeguard) {
    Group group =
        new Group(SwimSettings.DEFAULT.withLifeguard(lifeguard, lifeguard, lifeguard), 16, 7);
    group.run(30 * SECOND, 50 * MILLI);
    for (int i = 0; i < 16; i++) {
      assertThat(group.believe(i, MemberState.ALIVE)).isEqualTo(15);
    }
    group.isDown[3] = true;
    group.run(60 * SECOND, 50 * MILLI);
    assertThat(group.believe(3, MemberState.DEAD)).isEqualTo(15);
    assertThat(group.swims[0].living()).isEqualTo(14);
    assertThat(group.swims[0].deaths()).isOne();
  }

  @Test
  void the_longest_suspicion_of_the_longest_interval_puts_no_tick_off() {
    for (boolean isDynamic : new boolean[] {true, false}) {
      SwimSettings longest =
          new SwimSettings(
              Duration.ofDays(365), Duration.ofDays(1), 3, 1_000, 8, true, true, isDynamic, true);
      Swim swim = new Swim(longest, 0, 10_000, 0, new SplittableRandom(1), 0, (to, message) -> {});
      Rumour rumour = new Rumour(5, MemberState.SUSPECT, 1, 7);
      long overdue = Duration.ofDays(366).toNanos();
      swim.receive(7, new SwimMessage.Ack(-1, List.of(rumour)), overdue);
      assertThat(swim.wakeAt() - overdue).isNegative();
      swim.tick(overdue + SECOND);
      assertThat(swim.state(5)).isEqualTo(MemberState.SUSPECT);
    }
  }

  @Test
  void who_is_suspected_hears_of_it_and_is_alive() {
    Group group = new Group(SwimSettings.DEFAULT, 16, 7);
    group.isDown[3] = true;
    while (group.believe(3, MemberState.SUSPECT) == 0) {
      group.run(100 * MILLI, 50 * MILLI);
    }
    group.isDown[3] = false;
    group.run(20 * SECOND, 50 * MILLI);
    assertThat(group.believe(3, MemberState.ALIVE)).isEqualTo(15);
    assertThat(group.swims[3].refutations()).isPositive();
    assertThat(group.swims[0].incarnation(3)).isPositive();
    assertThat(group.swims[0].deaths()).isZero();
  }

  @Test
  void one_that_is_dead_at_100_and_comes_back_with_1_is_alive_everywhere_soon() {
    // memberlist 345: its alive@1 is dropped in silence.
    int members = 16;
    Group group = new Group(SwimSettings.DEFAULT, members, 7);
    group.isDown[3] = true;
    for (int i = 0; i < members; i++) {
      if (i != 3) {
        group.swims[i].receive(
            (i + 1) % members,
            new SwimMessage.Ack(-1, List.of(new Rumour(3, MemberState.DEAD, 100, 0))),
            group.now);
      }
    }
    assertThat(group.believe(3, MemberState.DEAD)).isEqualTo(members - 1);
    group.start(3, 1);
    // Twice log2(n) intervals.
    group.run(8 * SECOND, 50 * MILLI);
    assertThat(group.believe(3, MemberState.ALIVE)).isEqualTo(members - 1);
    assertThat(group.swims[0].incarnation(3)).isGreaterThanOrEqualTo(101);
  }

  @Test
  void two_sides_that_hold_each_other_for_dead_find_each_other_again() {
    Group group = new Group(SwimSettings.DEFAULT, 6, 7);
    for (int i = 0; i < 6; i++) {
      List<Rumour> others = new ArrayList<>();
      for (int j = 0; j < 6; j++) {
        if (i / 3 != j / 3) {
          others.add(new Rumour(j, MemberState.DEAD, 0, i));
        }
      }
      group.swims[i].receive((i + 1) % 6, new SwimMessage.Ack(-1, others), group.now);
    }
    group.run(120 * SECOND, 50 * MILLI);
    for (int i = 0; i < 6; i++) {
      assertThat(group.believe(i, MemberState.ALIVE)).as("member %d", i).isEqualTo(5);
    }
  }

  @Test
  void one_that_missed_a_refutation_hears_it_again() {
    Group group = new Group(SwimSettings.DEFAULT, 6, 7);
    group.start(3, 50);
    group.run(60 * SECOND, 50 * MILLI);
    // Long after all have been told of 50, one believes what was said before.
    group.start(0, 0);
    group.swims[0].receive(
        1, new SwimMessage.Ack(-1, List.of(new Rumour(3, MemberState.DEAD, 49, 1))), group.now);
    group.run(60 * SECOND, 50 * MILLI);
    assertThat(group.swims[0].state(3)).isEqualTo(MemberState.ALIVE);
  }

  @Test
  void a_member_without_answers_takes_itself_for_slow() {
    Group group = new Group(SwimSettings.DEFAULT, 16, 7);
    group.run(3 * SECOND, 50 * MILLI);
    Swim lonely = group.swims[0];
    for (int i = 1; i < 16; i++) {
      group.isDown[i] = true;
    }
    group.run(40 * SECOND, 50 * MILLI);
    assertThat(lonely.health()).isEqualTo(8);
    for (int i = 1; i < 16; i++) {
      group.isDown[i] = false;
    }
    group.run(90 * SECOND, 50 * MILLI);
    assertThat(lonely.health()).isZero();
  }

  @Test
  void a_suspicion_is_shorter_with_each_that_confirms_it() {
    Suspicion suspicion = new Suspicion(0, 1_000, true, 7);
    assertThat(suspicion.ends()).isEqualTo(6_000);
    assertThat(suspicion.confirm(7)).isFalse();
    assertThat(suspicion.confirm(8)).isTrue();
    // 6,000 - 5,000 x log 2 / log 4
    assertThat(suspicion.ends()).isEqualTo(3_500);
    assertThat(suspicion.confirm(9)).isTrue();
    assertThat(suspicion.ends()).isBetween(2_037L, 2_038L);
    assertThat(suspicion.confirm(10)).isTrue();
    assertThat(suspicion.ends()).isEqualTo(1_000);
    assertThat(suspicion.confirm(11)).isFalse();
    assertThat(new Suspicion(5, 1_000, false, 7).ends()).isEqualTo(1_005);
  }

  @Test
  void a_reading_of_a_thread_that_was_held_up_moves_no_timer() {
    List<Swim> twins = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Swim swim = new Swim(PLAIN, 0, 5, 0, new SplittableRandom(1), 0, (to, message) -> {});
      for (long now = 0; now < 20 * SECOND; now += 50 * MILLI) {
        swim.tick(now);
        if (i == 1 && now == 10 * SECOND) {
          swim.tick(now - 3 * SECOND);
        }
      }
      twins.add(swim);
    }
    assertThat(twins.getLast().wakeAt()).isEqualTo(twins.getFirst().wakeAt());
    assertThat(twins.getLast().deaths()).isEqualTo(twins.getFirst().deaths());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MAX_VALUE,
        Long.MAX_VALUE / 2 - 1,
        1L << 61,
        (1L << 61) - 1,
        (1L << 61) - (1L << 40) - 1,
        1L << 60
      })
  void one_made_up_rumour_kills_nobody_for_good(long incarnation) {
    for (MemberState state : List.of(MemberState.SUSPECT, MemberState.DEAD)) {
      Group group = new Group(SwimSettings.DEFAULT, 5, 3);
      group.run(20 * SECOND, 50 * MILLI);
      Rumour madeUp = new Rumour(4, state, incarnation, 1);
      group.swims[0].receive(1, new SwimMessage.Ping(999, List.of(madeUp)), group.now);
      group.run(300 * SECOND, 50 * MILLI);
      assertThat(group.believe(4, MemberState.ALIVE)).isEqualTo(4);
    }
  }

  @Test
  void the_dead_are_found_also_after_incarnations_that_had_to_be_so_high() {
    Group group = new Group(SwimSettings.DEFAULT, 5, 3);
    Rumour madeUp = new Rumour(4, MemberState.DEAD, (1L << 61) - (1L << 40) - 1, 1);
    group.swims[0].receive(1, new SwimMessage.Ping(999, List.of(madeUp)), group.now);
    group.run(60 * SECOND, 50 * MILLI);
    assertThat(group.believe(4, MemberState.ALIVE)).isEqualTo(4);
    group.isDown[4] = true;
    group.run(120 * SECOND, 50 * MILLI);
    assertThat(group.believe(4, MemberState.DEAD)).isEqualTo(4);
  }

  @Test
  void an_incarnation_that_could_not_be_refuted_is_no_start() {
    assertThatThrownBy(
            () -> new Swim(PLAIN, 0, 3, 1L << 62, new SplittableRandom(1), 0, (to, message) -> {}))
        .hasMessage("incarnation is 4611686018427387904, expected 0 to 2305841909702066175");
  }

  private static double deadAfter(Rumour... rumours) {
    Swim swim =
        new Swim(SwimSettings.DEFAULT, 0, 5, 0, new SplittableRandom(1), 0, (to, message) -> {});
    swim.receive(1, new SwimMessage.Ack(77, List.of(rumours)), 1);
    for (long now = 1; ; now += 50 * MILLI) {
      swim.tick(now);
      if (swim.state(2) == MemberState.DEAD) {
        return now / 1e9;
      }
    }
  }

  @Test
  void accusers_that_do_not_exist_shorten_no_suspicion() {
    double alone = deadAfter(new Rumour(2, MemberState.SUSPECT, 0, 1));
    Rumour[] four = new Rumour[5];
    for (int i = 0; i < 4; i++) {
      four[i + 1] = new Rumour(2, MemberState.SUSPECT, 0, 100 + i);
    }
    four[0] = new Rumour(2, MemberState.SUSPECT, 0, 1);
    assertThat(deadAfter(four)).isEqualTo(alone);
    // Nor does who is suspected accuse itself.
    four[1] = new Rumour(2, MemberState.SUSPECT, 0, 2);
    assertThat(deadAfter(four)).isEqualTo(alone);
  }

  @Test
  @SuppressWarnings("NullAway")
  void a_rumour_without_a_state_cannot_be() {
    assertThatThrownBy(() -> new Rumour(2, null, 1, 1)).hasMessage("state");
  }
}
