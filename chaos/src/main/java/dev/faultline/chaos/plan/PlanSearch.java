package dev.faultline.chaos.plan;

import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Searches for a plan that a system violates: draws phases from a seed, runs the plans one after
 * the other until one violates its checks, shrinks that plan, and runs the result again. Real
 * systems are not deterministic, so a smaller plan is dropped if two runs do not violate it, and
 * what is found says how often it was violated again. Not thread-safe.
 */
public final class PlanSearch {
  /** How often a smaller plan runs before it counts as held. */
  private static final int TRIES = 2;

  /** How often what was found runs again; the budget keeps one run for it. */
  private static final int CONFIRMATIONS = 2;

  /** After this many invalid draws in a row, no valid plan is expected. */
  private static final int DRAWS_MOST = 200;

  private static final long LONGEST_MILLIS = 5_000;

  /** Runs a plan once. */
  public interface Player {
    /** Runs the plan with this seed and returns its report. */
    PlanReport play(Plan plan, long seed);
  }

  /**
   * The limits of a search.
   *
   * @param runs how many plans may run, including the runs that shrink a plan
   * @param time the time after which no further run begins
   */
  public record Budget(int runs, Duration time) {
    public Budget {
      if (runs < 1) {
        throw new IllegalArgumentException("runs is " + runs + ", expected 1 or more");
      }
    }
  }

  /**
   * A plan that was violated.
   *
   * @param yaml its text, for a file in the folder of the original plan
   * @param seed the seed with which it ran
   * @param report the report of its last run that violated it
   * @param again how often it ran again, to a decision, when it was as small as it became; less
   *     than twice where the budget did not allow it
   * @param violatedAgain how many of these runs violated it
   */
  public record Found(String yaml, long seed, PlanReport report, int again, int violatedAgain) {}

  /**
   * The result of a search.
   *
   * @param held how many of the plans held
   * @param undecided how many were not decided
   * @param found the smallest violated plan
   * @param stopped whether the user, the safety lever or a stop condition ended the search
   */
  public record Result(int runs, int held, int undecided, Optional<Found> found, boolean stopped) {}

  private final Plan plan;
  private final PlanDraft draft;
  private final Budget budget;
  private final Player player;
  private final LongSupplier nanoClock;
  private final Consumer<String> say;
  private final Consumer<Found> best;
  private final long begun;
  private int runs;
  private int held;
  private int undecided;
  private boolean stopped;

  /**
   * A search.
   *
   * @param text the YAML text of the plan
   * @param nanoClock the clock, such as {@link System#nanoTime}
   * @param say receives one line about each run
   * @param best receives each plan that was found, the smaller ones too, as soon as it is, so that
   *     it is not lost if the search is killed
   */
  public PlanSearch(
      Path folder,
      String text,
      Budget budget,
      Player player,
      LongSupplier nanoClock,
      Consumer<String> say,
      Consumer<Found> best) {
    this.plan = PlanReader.parse("plan", folder, text);
    this.draft = new PlanDraft(folder, text);
    this.budget = budget;
    this.player = player;
    this.nanoClock = nanoClock;
    this.say = say;
    this.best = best;
    begun = nanoClock.getAsLong();
    if (plan.targets().isEmpty() && plan.proxies().isEmpty()) {
      throw new PlanException(
          "the plan has neither targets nor proxies: there is nothing to strike");
    }
    if (plan.proxies().isEmpty() && !new PlanDraw(plan, LONGEST_MILLIS, 0).hasFaults()) {
      throw new PlanException(
          "there is no fault to draw: no role has only processes or only pods, and there are no"
              + " proxies");
    }
    if (plan.checks().isEmpty() && plan.quiet().until().isEmpty()) {
      throw new PlanException("the plan checks nothing: a search would find nothing");
    }
  }

  /**
   * Runs the search.
   *
   * @throws PlanException if the plan cannot run on this machine; not after one was found, which
   *     ends the search
   */
  public Result search(long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    Optional<Found> found = Optional.empty();
    while (found.isEmpty() && mayGoOn()) {
      long drawn = seeds.nextLong() & 0x7fff_ffffL;
      List<PlanDraft.Drawn> phases = draw(drawn);
      PlanReport report = play(phases, drawn);
      if (report.outcome() == Outcome.VIOLATED) {
        found = Optional.of(shrink(phases, drawn, report));
      }
    }
    return new Result(runs, held, undecided, found, stopped);
  }

  private boolean mayGoOn() {
    return mayGoOn(0);
  }

  /** Whether another run may begin, with so many left for later. */
  private boolean mayGoOn(int kept) {
    return !stopped
        && runs < budget.runs() - kept
        && nanoClock.getAsLong() - begun < budget.time().toNanos();
  }

  private long longestMillis() {
    long longest = 0;
    for (Phase phase : plan.phases()) {
      if (!phase.faults().isEmpty()) {
        longest = Math.max(longest, phase.duration().toMillis());
      }
    }
    return longest == 0 ? LONGEST_MILLIS : longest;
  }

  private List<PlanDraft.Drawn> draw(long seed) {
    PlanDraw draw = new PlanDraw(plan, longestMillis(), seed);
    PlanException last = new PlanException("nothing was drawn");
    for (int i = 0; i < DRAWS_MOST; i++) {
      List<PlanDraft.Drawn> phases = draw.phases();
      try {
        draft.plan(phases, seed);
        return phases;
      } catch (PlanException e) {
        // More than the limit at once, or a minority of too few.
        last = e;
      }
    }
    throw new PlanException("no plan that was drawn makes sense: " + String.valueOf(last), last);
  }

  private PlanReport play(List<PlanDraft.Drawn> phases, long seed) {
    PlanReport report = player.play(draft.plan(phases, seed), seed);
    runs++;
    switch (report.outcome()) {
      case HELD -> held++;
      case UNDECIDED -> undecided++;
      case STOPPED -> stopped = true;
      case VIOLATED -> {}
    }
    say.accept(
        "run %d of at most %d, seed %d, %s: %s%s"
            .formatted(
                runs,
                budget.runs(),
                seed,
                text(phases),
                report.outcome().text(),
                report.reason().isEmpty() ? "" : ": " + report.reason()));
    return report;
  }

  /** The faults of phases in a line. */
  private static String text(List<PlanDraft.Drawn> phases) {
    List<String> all = new ArrayList<>();
    for (PlanDraft.Drawn phase : phases) {
      List<String> faults = new ArrayList<>();
      for (Map<String, Object> fault : phase.faults()) {
        faults.add(
            fault.containsKey("proxy")
                ? fault.get("toxic") + " at " + fault.get("proxy")
                : String.join(
                    " ",
                    fault.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList()));
      }
      all.add(
          (faults.isEmpty() ? "calm" : String.join(" and ", faults))
              + " for "
              + phase.millis()
              + " ms");
    }
    return String.join(", then ", all);
  }

  private Found shrink(List<PlanDraft.Drawn> phases, long seed, PlanReport report) {
    Found found = found(phases, seed, report);
    try {
      List<PlanDraft.Drawn> smallest = phases;
      boolean smaller = true;
      while (smaller) {
        smaller = false;
        for (List<PlanDraft.Drawn> candidate : Smaller.than(smallest)) {
          Optional<PlanReport> again = violated(candidate, seed);
          if (again.isPresent()) {
            smallest = candidate;
            found = found(smallest, seed, again.get());
            smaller = true;
            break;
          }
        }
      }
      return confirmed(smallest, found);
    } catch (PlanException e) {
      say.accept("the search ends: " + e.getMessage());
      return found;
    }
  }

  private Found found(List<PlanDraft.Drawn> phases, long seed, PlanReport report) {
    Found found = new Found(draft.yaml(phases, seed), seed, report, 0, 0);
    best.accept(found);
    return found;
  }

  private Optional<PlanReport> violated(List<PlanDraft.Drawn> phases, long seed) {
    for (int i = 0; i < TRIES && mayGoOn(1); i++) {
      PlanReport report = play(phases, seed);
      if (report.outcome() == Outcome.VIOLATED) {
        return Optional.of(report);
      }
    }
    return Optional.empty();
  }

  /** Runs it again: what fails only sometimes is to be named as such. */
  private Found confirmed(List<PlanDraft.Drawn> phases, Found found) {
    PlanReport last = found.report();
    int again = 0;
    int violatedAgain = 0;
    for (int i = 0; i < CONFIRMATIONS && mayGoOn(); i++) {
      PlanReport report = play(phases, found.seed());
      if (report.outcome() == Outcome.STOPPED) {
        break;
      }
      // A run that decided nothing does not say that it fails only sometimes.
      again += report.outcome() == Outcome.UNDECIDED ? 0 : 1;
      if (report.outcome() == Outcome.VIOLATED) {
        violatedAgain++;
        last = report;
      }
    }
    return new Found(found.yaml(), found.seed(), last, again, violatedAgain);
  }
}
