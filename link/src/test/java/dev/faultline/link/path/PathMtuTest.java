package dev.faultline.link.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PathMtuTest {
  private static final int BASE = PathMtu.BASE_BYTES;
  private static final int LONGEST = 9_000;

  private final PathMtu path = new PathMtu(BASE, LONGEST, 0);
  private long next;
  private long now;

  @Test
  void an_ordinary_path_takes_one_probe() {
    assertThat(search(LONGEST)).containsExactly(LONGEST);

    assertThat(path.bytes()).isEqualTo(LONGEST);
    assertThat(path.phase()).isEqualTo(PathMtu.Phase.COMPLETE);
    assertThat(path.probeAt()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_200, 1_201, 1_216, 1_217, 1_252, 1_472, 5_000, 8_972, 8_983, 8_999})
  void the_search_ends_a_step_below_what_the_path_carries(int carries) {
    List<Integer> tried = search(carries);

    assertThat(path.bytes()).isLessThanOrEqualTo(carries);
    assertThat(path.bytes()).isGreaterThan(carries - PathMtu.STEP_BYTES);
    assertThat(path.phase()).isEqualTo(PathMtu.Phase.COMPLETE);
    assertThat(tried).hasSizeLessThan(10 * PathMtu.MOST_PROBES + 1);
  }

  @Test
  void a_size_is_too_long_after_three_lost_probes_and_not_before() {
    lose(probe());
    lose(probe());
    assertThat(path.probeBytes()).isEqualTo(LONGEST);
    lose(probe());
    assertThat(path.probeBytes()).isEqualTo((BASE + LONGEST) / 2);
  }

  @Test
  void there_is_one_probe_at_a_time() {
    long packet = probe();
    assertThat(path.probeAt()).isEqualTo(Long.MAX_VALUE);
    lose(packet);
    assertThat(path.probeAt()).isLessThanOrEqualTo(now);
  }

  @Test
  void a_probe_that_was_late_and_not_lost_still_says_what_the_path_carries() {
    long late = probe();
    lose(late);
    long other = probe();
    assertThat(path.probeArrived(now, late, LONGEST)).isTrue();
    lose(other);

    assertThat(path.bytes()).isEqualTo(LONGEST);
    assertThat(path.phase()).isEqualTo(PathMtu.Phase.COMPLETE);
  }

  @Test
  void a_path_that_was_too_narrow_is_tried_again_after_ten_minutes() {
    search(1_500);
    assertThat(path.probeAt()).isEqualTo(now + PathMtu.RAISE_NANOS);
    now += PathMtu.RAISE_NANOS;

    assertThat(search(LONGEST)).containsExactly(LONGEST);
    assertThat(path.bytes()).isEqualTo(LONGEST);
  }

  @Test
  void three_rounds_of_losses_without_an_arrival_are_a_black_hole() {
    search(LONGEST);
    for (int round = 1; round <= PathMtu.BLACK_HOLE_ROUNDS; round++) {
      assertThat(path.suspectsBlackHole()).as("round %d", round).isFalse();
      long first = next;
      next += 10;
      // All ten may have met the same full queue.
      for (long packet = first; packet < first + 10; packet++) {
        path.lost(packet, next);
      }
    }
    assertThat(path.suspectsBlackHole()).isTrue();
    path.fallBack(now, next);

    assertThat(path.bytes()).isEqualTo(BASE);
    assertThat(path.phase()).isEqualTo(PathMtu.Phase.BASE);
    assertThat(path.suspectsBlackHole()).isFalse();
    assertThat(search(1_400)).startsWith(LONGEST);
    assertThat(path.bytes()).isBetween(1_385, 1_400);
  }

  @Test
  void a_long_packet_that_arrives_ends_the_suspicion() {
    search(LONGEST);
    for (int round = 0; round < 20; round++) {
      long lost = next++;
      long arrived = next++;
      path.lost(lost, next);
      path.arrived(arrived);
      assertThat(path.suspectsBlackHole()).isFalse();
    }
  }

  @Test
  void losses_older_than_an_arrival_say_nothing() {
    search(LONGEST);
    next += 30;
    path.arrived(next - 1);
    for (long packet = next - 30; packet < next - 1; packet += 10) {
      path.lost(packet, packet + 5);
    }

    assertThat(path.suspectsBlackHole()).isFalse();
  }

  @Test
  void black_holes_that_come_again_and_again_make_the_search_wait() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      now += 1_000_000;
      path.fallBack(now, next);
      pauses.add(Math.max(now, path.probeAt()) - now);
    }
    assertThat(pauses).containsExactly(0L, 1_000_000_000L, 2_000_000_000L, 4_000_000_000L);
    for (int i = 0; i < 40; i++) {
      now += 1_000_000;
      path.fallBack(now, next);
    }
    assertThat(path.probeAt() - now).isEqualTo(PathMtu.RAISE_NANOS);

    now += PathMtu.RAISE_NANOS;
    path.fallBack(now, next);
    assertThat(path.probeAt()).isLessThanOrEqualTo(now);
  }

  @Test
  void nothing_that_went_another_way_says_anything_about_this_one() {
    long before = probe();
    path.restart(next);

    assertThat(path.probeArrived(now, before, LONGEST)).isFalse();
    assertThat(path.bytes()).isEqualTo(BASE);
    search(2_000);
    assertThat(path.bytes()).isBetween(1_985, 2_000);
  }

  @Test
  void a_fixed_size_is_never_tried_and_never_given_up() {
    for (int base : new int[] {LONGEST, LONGEST + 1}) {
      PathMtu fixed = new PathMtu(base, LONGEST, 0);
      fixed.restart(10);

      assertThat(fixed.bytes()).isEqualTo(LONGEST);
      assertThat(fixed.base()).isEqualTo(LONGEST);
      assertThat(fixed.phase()).isEqualTo(PathMtu.Phase.DISABLED);
      assertThat(fixed.probeAt()).isEqualTo(Long.MAX_VALUE);
    }
  }

  /** Sends probes to a path that carries so much until there is nothing to try. */
  private List<Integer> search(int carries) {
    List<Integer> tried = new ArrayList<>();
    while (path.probeAt() <= now) {
      int size = path.probeBytes();
      tried.add(size);
      long packet = probe();
      if (size <= carries) {
        path.probeArrived(now, packet, size);
      } else {
        lose(packet);
      }
    }
    return tried;
  }

  private long probe() {
    path.probing(next);
    return next++;
  }

  private void lose(long packet) {
    now += 1_000_000;
    path.probeLost(now, packet);
  }
}
