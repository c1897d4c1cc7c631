package dev.faultline.disk.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static Faults faults(String rules, long seed) {
    return new Faults(FaultRules.parse(rules), seed, Aftermath.CLEAN);
  }

  private static Request write(String path, long offset, long length) {
    return Request.data(FileCall.WRITE, path, 7, 1, offset, length, 1_000_000);
  }

  /** Which of the first calls fail, from 1. */
  private static List<Integer> failing(Faults faults, int calls) {
    return IntStream.rangeClosed(1, calls)
        .filter(i -> faults.next(write("/f", 0, 1)).errno() != null)
        .boxed()
        .toList();
  }

  @Test
  void the_nth_call_counts_those_that_fit_the_rule() {
    Faults faults = faults("fail write errno=EIO path=/f offset=100..199 nth=2,4..5", 1);
    List<Integer> failed = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      // Every second write is on another file, or elsewhere.
      Request request =
          i % 2 == 0 ? write("/f", 150, 100) : write(i % 4 == 1 ? "/g" : "/f", 0, 100);
      if (faults.next(request).errno() == Errno.EIO) {
        failed.add(i);
      }
    }
    assertThat(failed).containsExactly(4, 8, 10);
    assertThat(faults.fired()).extracting(Faults.Fired::occurrence).containsExactly(2L, 4L, 5L);
    assertThat(faults.next(write("/f", 199, 1)).errno()).isNull();
    assertThat(faults("fail write errno=EIO offset=199", 1).next(write("/f", 199, 1)).errno())
        .isEqualTo(Errno.EIO);
    assertThat(faults("fail write errno=EIO offset=199", 1).next(write("/f", 200, 1)).errno())
        .isNull();
  }

  @Test
  void times_limits_how_often_a_rule_strikes() {
    assertThat(failing(faults("fail write errno=EIO nth=3.. times=2", 1), 9)).containsExactly(3, 4);
  }

  @Test
  void chance_follows_from_the_seed_and_the_rule_alone() {
    String rule = "fail write errno=EIO probability=0.3";
    List<Integer> alone = failing(faults(rule, 5), 1_000);
    assertThat(alone).hasSizeBetween(230, 370);
    assertThat(failing(faults(rule, 5), 1_000)).isEqualTo(alone);
    assertThat(failing(faults(rule, 6), 1_000)).isNotEqualTo(alone);
    // A rule more, before it, changes nothing for it.
    assertThat(failing(faults("delay write time=1ms probability=0.5\n" + rule, 5), 1_000))
        .isEqualTo(alone);
    // The same rule twice is two draws, not one.
    assertThat(failing(faults(rule + "\n" + rule, 5), 1_000).size()).isGreaterThan(alone.size());
  }

  @Test
  void a_rule_waits_for_its_trigger() {
    Faults faults = faults("fail write errno=EIO after=commit", 1);
    assertThat(failing(faults, 3)).isEmpty();
    assertThat(faults.warnings())
        .containsExactly(
            "line 1 struck nothing: its trigger commit never came: fail write errno=EIO"
                + " after=commit");
    faults.trigger("other");
    assertThat(failing(faults, 3)).isEmpty();
    faults.trigger("commit");
    assertThat(failing(faults, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void a_rule_that_fitted_nothing_is_a_warning_that_says_why() {
    Faults faults =
        faults(
            "fail write errno=EIO path=/wal.*\n"
                + "fail fsync errno=EIO\n"
                + "fail write errno=EIO\n"
                + "hang write nth=2",
            1);
    failing(faults, 1);
    assertThat(faults.warnings())
        .containsExactly(
            "line 1 struck nothing: no call was on a path that it is for: fail write errno=EIO"
                + " path=/wal.*",
            "line 2 struck nothing: no call on its paths fitted: fail fsync errno=EIO",
            "line 4 struck nothing: calls that fitted: 1, but none was selected: hang write"
                + " nth=2");
  }

  @Test
  void a_call_with_two_paths_counts_once_and_either_path_may_match() {
    Request rename = Request.of(FileCall.RENAME, "/a/x", "/b/y", 7);
    Faults both = faults("fail rename errno=EIO path=/** nth=2", 1);
    assertThat(both.next(rename).errno()).isNull();
    assertThat(both.next(rename).errno()).isEqualTo(Errno.EIO);
    assertThat(faults("fail rename errno=EIO path=/b/*", 1).next(rename).errno()).isNotNull();
    assertThat(faults("fail rename errno=EIO from=/b/*", 1).next(rename).errno()).isNull();
    assertThat(faults("fail rename errno=EIO from=/a/* to=/b/*", 1).next(rename).errno())
        .isNotNull();
    assertThat(faults("fail rename errno=EIO from=/a/* to=/c/*", 1).next(rename).errno()).isNull();
    assertThat(faults("fail all errno=EIO to=/**", 1).next(write("/f", 0, 1)).errno()).isNull();
  }

  @Test
  void a_range_of_errors_gives_only_errors_of_linux() {
    Faults faults = faults("fail write errno=E2BIG..EXFULL", 3);
    List<Errno> drawn = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      drawn.add(faults.next(write("/f", 0, 1)).errno());
    }
    assertThat(drawn)
        .allMatch(errno -> errno.number() >= 7 && errno.number() <= 54)
        .contains(Errno.E2BIG, Errno.EXFULL, Errno.ENOSPC);
  }

  @Test
  void a_short_call_moves_at_least_one_byte() {
    Request request = write("/f", 0, 1_000);
    assertThat(faults("short write bytes=10", 1).next(request).length()).isEqualTo(10);
    assertThat(faults("short write share=0.25", 1).next(request).length()).isEqualTo(250);
    assertThat(faults("short write share=0.0001", 1).next(request).length()).isEqualTo(1);
    assertThat(faults("short write bytes=5000", 1).next(request).length()).isEqualTo(1_000);
  }

  @Test
  void delays_add_up_and_follow_their_distribution() {
    assertThat(
            faults("delay write time=2ms\ndelay write time=3ms", 1)
                .next(write("/f", 0, 1))
                .delayNanos())
        .isEqualTo(5_000_000);
    assertThat(mean("time=1ms..3ms")).isBetween(1.95e6, 2.05e6);
    assertThat(mean("time=normal(10ms,1ms)")).isBetween(9.9e6, 10.1e6);
    assertThat(mean("time=exponential(10ms)")).isBetween(9.5e6, 10.5e6);
    // The mean of a Pareto distribution is least * shape / (shape - 1).
    assertThat(mean("time=pareto(1ms,3)")).isBetween(1.4e6, 1.6e6);
    assertThat(new DelayTime.Normal(1, 1_000_000).nanos(0.9, 0.5)).isZero();
    assertThat(new DelayTime.Pareto(1, 0.01).nanos(0.999, 0)).isEqualTo(1_000);
  }

  private static double mean(String time) {
    Faults faults = faults("delay write " + time, 11);
    return IntStream.range(0, 10_000)
        .mapToLong(i -> faults.next(write("/f", 0, 1)).delayNanos())
        .average()
        .orElseThrow();
  }

  @Test
  void flipped_bits_lie_in_what_is_read_and_within_the_rule() {
    Faults faults = faults("flip read bits=3 offset=100..109,300..", 1);
    for (int i = 0; i < 200; i++) {
      assertThat(faults.next(Request.data(FileCall.READ, "/f", 7, 1, 50, 255, 1_000)).flips())
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .allMatch(bit -> (bit / 8 >= 100 && bit / 8 < 110) || (bit / 8 >= 300 && bit / 8 < 305));
    }
  }

  @Test
  void the_first_error_counts() {
    assertThat(
            faults("fail write errno=EIO\nfail write errno=ENOSPC", 1)
                .next(write("/f", 0, 1))
                .errno())
        .isEqualTo(Errno.EIO);
  }
}
