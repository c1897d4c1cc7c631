package dev.faultline.explore.shrink;

import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Comparison;
import dev.faultline.explore.campaign.Findings;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Makes a failing run small: fewest faults, then fewest clients and operations, the simplest
 * delays, the shortest faults and the shortest time. Deletes and simplifies decisions, each of
 * which keeps its identity, so that the rest of the run stays as it was; the search is delta
 * debugging (Zeller and Hildebrandt, TSE 2002) over edits, several at once on all cores, and over
 * the groups of {@link FaultGroups}. What comes out depends on the finding and on the budget of
 * replays, not on the number of cores.
 */
public final class Shrinker {
  /** Kinds whose decisions may all be made the simplest at once. */
  private static final List<Decision> CALMABLE =
      List.of(
          Decision.LATENCY,
          Decision.COPY_LATENCY,
          Decision.TIMER_LATENESS,
          Decision.START_DELAY,
          Decision.CLOCK_OFFSET,
          Decision.SCHEDULE,
          Decision.MONOTONIC_ORIGIN,
          Decision.SYNC_TIME,
          Decision.DISK_TIME);

  /**
   * Passes over all edits after which nothing more is tried, even if the last one still found
   * something.
   */
  private static final int MAX_ROUNDS = 6;

  /** With more faults than that there are too many pairs of them to try. */
  private static final int MOST_IN_PAIRS = 16;

  /** With more faults left than that, the shrinker begins once more in another order. */
  private static final int FEW = 6;

  private final Finding before;
  private final Attempts attempts;
  private final SmallestRun smallest;
  private final FaultPasses faults;

  private Shrinker(CampaignPlan plan, Finding before, WorldRun start, Attempts attempts) {
    this.before = before;
    this.attempts = attempts;
    this.smallest = new SmallestRun(plan, before, start, attempts);
    this.faults = new FaultPasses(plan, smallest, attempts);
  }

  /**
   * Shrinks a finding.
   *
   * @throws LeakException when a run does not come out the same again
   */
  public static Shrunk shrink(CampaignPlan plan, Finding finding, ShrinkBudget budget) {
    return shrink(plan, finding, budget, () -> false);
  }

  /**
   * Shrinks a finding smallest.until() somebody wants no more: what has been reached then is the
   * result.
   *
   * @param ended asked between replays, from one thread
   * @throws LeakException when a run does not come out the same again
   */
  public static Shrunk shrink(
      CampaignPlan plan, Finding finding, ShrinkBudget budget, BooleanSupplier ended) {
    long start = System.nanoTime();
    ReplayFile file = finding.replay();
    WorldRun first =
        WorldRun.replay(plan, file.seed(), file.rates(), file.tape(), file.until(), null);
    if (first.result().traceHash() != file.traceHash()) {
      throw new LeakException(Comparison.locate(plan, first, file.until()));
    }
    try (Attempts attempts = new Attempts(plan.jobs(), budget, ended)) {
      Shrinker shrinker = new Shrinker(plan, finding, first, attempts);
      boolean finished = shrinker.rounds(false);
      if (finished && shrinker.faults.left().size() > FEW) {
        // What was taken out first decides what is left: the other way may lead further.
        Shrinker other = new Shrinker(plan, finding, first, attempts);
        boolean otherFinished = other.rounds(true);
        if (other.isSmallerThan(shrinker)) {
          shrinker = other;
          finished = otherFinished;
        }
      }
      Finding after = Findings.of(plan, shrinker.smallest.run(), shrinker.smallest.until());
      if (after == null) {
        throw new LeakException(
            Comparison.locate(plan, shrinker.smallest.run(), shrinker.smallest.until()));
      }
      return new Shrunk(
          finding,
          after,
          attempts.spent(),
          System.nanoTime() - start,
          finished,
          after.violation().detail().equals(finding.violation().detail()),
          attempts.failures());
    }
  }

  /**
   * Goes over all kinds of edits smallest.until() none helps any more; false when the budget ended
   * it before.
   *
   * @param groupsFirst whether to take out whole groups of faults before single ones
   */
  private boolean rounds(boolean groupsFirst) {
    cutTime();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      long sizeBefore = size();
      if (groupsFirst) {
        faults.deleteGroups();
      }
      smallest.apply(faults.deletions(Departure.Faulted.class));
      faults.replaceOmissionsByLosses();
      smallest.apply(faults.deletions(Departure.Struck.class));
      smallest.apply(faults.deletions(Departure.Chosen.class));
      leaveOut();
      calm();
      cutTime();
      boolean shortened = false;
      if (!groupsFirst || size() == sizeBefore) {
        shortened = faults.shortenFaults();
      }
      if (size() == sizeBefore) {
        faults.deleteGroups();
      }
      if (size() == sizeBefore && faults.left().size() <= MOST_IN_PAIRS) {
        faults.deleteGroups(FaultGroups::pairs);
      }
      if (size() == sizeBefore && faults.left().size() <= MOST_IN_PAIRS) {
        faults.deleteAligned();
      }
      if (attempts.exhausted()) {
        return false;
      }
      if (size() == sizeBefore && !(groupsFirst && shortened)) {
        return true;
      }
    }
    return true;
  }

  private boolean isSmallerThan(Shrinker other) {
    int mine = faults.left().size();
    int others = other.faults.left().size();
    return mine < others || mine == others && size() < other.size();
  }

  /**
   * Leaves out faults by hand, nodes, clients and operations, as long as that makes a smaller run
   * of the same: a client that asks for nothing is not served either, and a node that never comes
   * up does not come to what a whole run has to come to.
   */
  private void leaveOut() {
    smallest.apply(omissions(Decision.FAULT_SKIPPED));
    switch (before.violation().judged()) {
      case WHEN_SEEN -> {
        smallest.apply(omissions(Decision.CHANGE_SKIPPED));
        smallest.apply(omissions(Decision.NODE_ABSENT));
        smallest.apply(omissions(Decision.CLIENT_ABSENT));
        smallest.apply(omissions(Decision.OPERATION_SKIPPED));
      }
      case AT_END -> {
        smallest.apply(omissions(Decision.CLIENT_ABSENT));
        smallest.apply(omissions(Decision.OPERATION_SKIPPED));
      }
      case AT_DEADLINE -> {}
    }
  }

  /** What a round has to make smaller for another one to be worth it. */
  private long size() {
    long faults = 0;
    long left = 0;
    for (Departure departure : smallest.tape().departures()) {
      if (FaultPasses.leavesOut(departure)) {
        left++;
      } else {
        faults++;
      }
    }
    return faults * 1_000_000
        + smallest.run().omissible().size() * 1_000L
        - left
        - smallest.tape().calm().size();
  }

  private List<Edit> omissions(Decision kind) {
    List<Edit> edits = new ArrayList<>();
    for (Departure.Struck omissible : smallest.run().omissible()) {
      if (omissible.kind() == kind) {
        edits.add(new Edit.Insert(omissible));
      }
    }
    return edits;
  }

  private void calm() {
    List<Decision> missing = new ArrayList<>(CALMABLE);
    missing.removeAll(smallest.tape().calm());
    if (missing.isEmpty()) {
      return;
    }
    Tape tape = smallest.tape();
    if (smallest.attempt(
            List.of(CALMABLE), calm -> smallest.replay(tape.withCalm(calm), smallest.until()))
        >= 0) {
      return;
    }
    for (Decision kind : missing) {
      List<Decision> calm = new ArrayList<>(smallest.tape().calm());
      calm.add(kind);
      smallest.attempt(
          List.of(calm),
          kinds -> smallest.replay(smallest.tape().withCalm(kinds), smallest.until()));
    }
  }

  /**
   * Cuts the run as early as the violation allows, to a thousandth of its length. What is judged at
   * the end needs the end that the program itself has.
   */
  private void cutTime() {
    long high = smallest.run().result().nanos();
    if (high < smallest.until().toNanos()) {
      // The violation, the program or the lack of events ended the run; nothing comes after it.
      smallest.cutAt(Duration.ofNanos(high));
      return;
    }
    if (before.violation().judged() == Violation.Judged.AT_END) {
      return;
    }
    long low = 0;
    long precision = Math.max(1_000_000, high / 1000);
    while (high - low > precision && !attempts.exhausted()) {
      Duration middle = Duration.ofNanos(low + (high - low) / 2);
      if (smallest.cutAt(middle)) {
        high = middle.toNanos();
      } else {
        low = middle.toNanos();
      }
    }
  }
}
