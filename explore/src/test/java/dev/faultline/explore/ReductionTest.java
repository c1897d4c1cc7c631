package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Source;
import dev.faultline.explore.small.RandomSystems;
import dev.faultline.explore.small.SmallSystem;
import dev.faultline.explore.small.SmallSystems;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Issue 11, fault 2: the reduction sees every end and every violation that the plain search sees,
 * on a bank of small systems.
 */
final class ReductionTest {
  static List<SmallSystem> systems() {
    return SmallSystems.all();
  }

  @ParameterizedTest
  @MethodSource("systems")
  void reduced_and_plain_search_see_the_same_ends_and_the_same_violations(SmallSystem system) {
    Seen plain = Seen.by(system, false, 500_000);
    Seen reduced = Seen.by(system, true, 500_000);
    System.out.printf("%-40s plain %s, reduced %s%n", system.name(), plain, reduced);

    assertThat(plain.exploration.complete()).isTrue();
    assertThat(reduced.exploration.complete()).isTrue();
    assertThat(plain.ends).hasSizeGreaterThanOrEqualTo(system.endsAtLeast());
    assertThat(reduced.ends).isEqualTo(plain.ends);
    assertThat(reduced.violations).isEqualTo(plain.violations);
    assertThat(reduced.runs).isLessThanOrEqualTo(plain.runs);
  }

  /** What takes the plain search more runs is left out. */
  private static final int MOST = Integer.getInteger("faultline.test.runs", 200);

  private static final int SYSTEMS = Integer.getInteger("faultline.test.systems", 40);

  @Test
  void reduced_and_plain_search_agree_on_random_systems() {
    long first = Long.getLong("faultline.test.seed", 1);
    int compared = 0;
    long plainRuns = 0;
    long reducedRuns = 0;
    for (long seed = first; compared < SYSTEMS; seed++) {
      SmallSystem system = RandomSystems.of(seed);
      Seen plain = Seen.by(system, false, MOST);
      if (plain.exploration.complete()) {
        Seen reduced = Seen.by(system, true, MOST);
        assertThat(reduced.exploration.complete()).as(system.name()).isTrue();
        assertThat(reduced.ends).as(system.name()).isEqualTo(plain.ends);
        assertThat(reduced.violations).as(system.name()).isEqualTo(plain.violations);
        compared++;
        plainRuns += plain.runs;
        reducedRuns += reduced.runs;
      }
    }
    System.out.printf(
        "%d random systems from seed %d on: plain %d runs, reduced %d%n",
        compared, first, plainRuns, reducedRuns);
    assertThat(reducedRuns).isLessThan(plainRuns);
  }

  /** What a search saw. */
  record Seen(
      long runs, SortedSet<String> ends, SortedSet<String> violations, Exploration exploration) {
    static Seen by(SmallSystem system, boolean reduction, int most) {
      return by(
          system, Strategy.EXHAUSTIVE.withFaults(system.faults()).withReduction(reduction), most);
    }

    static Seen by(SmallSystem system, Strategy strategy, int most) {
      SortedSet<String> violations = new TreeSet<>();
      SortedSet<String> ends = new TreeSet<>();
      CampaignPlan plan =
          Toys.plan(system.program(), 1, 500_000)
              .withStrategy(strategy)
              .withRecheckEvery(0)
              .withAll(true);
      Source source = Sources.of(plan);
      long runs = 0;
      for (WorldRun run = source.run(0, () -> true);
          run != null && runs < most;
          run = source.run((int) runs, () -> true)) {
        runs++;
        ends.addAll(run.result().outcomes());
        if (run.result().violation() != null) {
          violations.add(
              run.result().violation().property() + ": " + run.result().violation().detail());
        }
      }
      return new Seen(runs, ends, violations, Objects.requireNonNull(source.exploration()));
    }

    @Override
    public String toString() {
      return runs + " runs, " + ends.size() + " ends, " + violations.size() + " violations";
    }
  }
}
