package dev.faultline.explore.shrink;

import dev.faultline.core.Fault;
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
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
          Decision.SYNC_TIME);

  /**
   * Passes over all edits after which nothing more is tried, even if the last one still found
   * something.
   */
  private static final int MAX_ROUNDS = 6;

  /** With more faults than that there are too many pairs of them to try. */
  private static final int MOST_IN_PAIRS = 16;

  /** With more faults left than that, the shrinker begins once more in another order. */
  private static final int FEW = 6;

  private final CampaignPlan plan;
  private final Finding before;
  private final Attempts attempts;
  private final FaultRates rates;
  private WorldRun best;
  private Duration until;

  private Shrinker(CampaignPlan plan, Finding before, WorldRun start, Attempts attempts) {
    this.plan = plan;
    this.before = before;
    this.best = start;
    this.until = before.replay().until();
    this.rates = withLosses(before.replay().rates());
    this.attempts = attempts;
  }

  /**
   * The same rates, but losses may strike: in a world where the search had none, an omission could
   * not be turned into the loss of a message. A replay asks its tape alone what strikes, so nothing
   * else changes; where the model has no loss, nothing changes at all.
   */
  private static FaultRates withLosses(FaultRates rates) {
    return rates.loss() > 0
        ? rates
        : new FaultRates(0.5, rates.duplication(), rates.corruption(), rates.faultInterval());
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
   * Shrinks a finding until somebody wants no more: what has been reached then is the result.
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
      if (finished && shrinker.faults().size() > FEW) {
        // What was taken out first decides what is left: the other way may lead further.
        Shrinker other = new Shrinker(plan, finding, first, attempts);
        boolean otherFinished = other.rounds(true);
        if (other.isSmallerThan(shrinker)) {
          shrinker = other;
          finished = otherFinished;
        }
      }
      Finding after = Findings.of(plan, shrinker.best, shrinker.until);
      if (after == null) {
        throw new LeakException(Comparison.locate(plan, shrinker.best, shrinker.until));
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
   * Goes over all kinds of edits until none helps any more; false when the budget ended it before.
   *
   * @param groupsFirst whether to take out whole groups of faults before single ones
   */
  private boolean rounds(boolean groupsFirst) {
    cutTime();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      long sizeBefore = size();
      if (groupsFirst) {
        deleteGroups();
      }
      apply(deletions(Departure.Faulted.class));
      replaceOmissionsByLosses();
      apply(deletions(Departure.Struck.class));
      apply(deletions(Departure.Chosen.class));
      leaveOut();
      calm();
      cutTime();
      boolean shortened = false;
      if (!groupsFirst || size() == sizeBefore) {
        shortened = shortenFaults();
      }
      if (size() == sizeBefore) {
        deleteGroups();
      }
      if (size() == sizeBefore && faults().size() <= MOST_IN_PAIRS) {
        deleteGroups(FaultGroups::pairs);
      }
      if (size() == sizeBefore && faults().size() <= MOST_IN_PAIRS) {
        deleteAligned();
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
    int faults = faults().size();
    int others = other.faults().size();
    return faults < others || faults == others && size() < other.size();
  }

  /** Faults and small faults, in the order in which they struck. */
  private List<Departure> faults() {
    return best.tape().departures().stream()
        .filter(each -> !(each instanceof Departure.Chosen) && !leavesOut(each))
        .toList();
  }

  private void deleteGroups() {
    deleteGroups(FaultGroups::kinds);
    deleteGroups(FaultGroups::places);
    deleteGroups(FaultGroups::times);
  }

  /** Takes out whole sets of faults, each time the first that the violation survives. */
  private void deleteGroups(Function<FaultGroups, List<List<Departure>>> pass) {
    boolean again = true;
    while (again && !attempts.exhausted()) {
      again = false;
      List<List<Edit>> edits = new ArrayList<>();
      for (List<Departure> group : pass.apply(new FaultGroups(faults()))) {
        edits.add(group.stream().<Edit>map(Edit.Delete::new).toList());
      }
      for (int at = 0; at < edits.size() && !again && !attempts.exhausted(); ) {
        int end = Math.min(at + Attempts.BATCH, edits.size());
        again = tryEach(edits.subList(at, end)) >= 0;
        at = end;
      }
    }
  }

  /**
   * Takes out faults that are needed for nothing but the numbers of what comes after them: the
   * others strike at their times, and get new numbers.
   */
  private void deleteAligned() {
    boolean again = best.tape().order() == EventOrder.TIME;
    while (again && !attempts.exhausted()) {
      List<@Nullable Alignment> alignments =
          attempts.all(List.of(best), 1, run -> new Alignment(plan, run, until));
      Alignment alignment = alignments.isEmpty() ? null : alignments.getFirst();
      if (alignment == null) {
        return;
      }
      List<Alignment.Candidate> candidates = alignment.without(faults());
      again = false;
      for (int at = 0; at < candidates.size() && !again && !attempts.exhausted(); ) {
        int end = Math.min(at + Attempts.BATCH, candidates.size());
        again =
            attempt(
                    candidates.subList(at, end),
                    Alignment.WORLDS_EACH,
                    each -> replay(alignment.tape(each), until))
                >= 0;
        at = end;
      }
    }
  }

  /**
   * Leaves out nodes, clients and operations, as long as that makes a smaller run of the same: a
   * client that asks for nothing is not served either, and a node that never comes up does not come
   * to what a whole run has to come to.
   */
  private void leaveOut() {
    switch (before.violation().judged()) {
      case WHEN_SEEN -> {
        apply(omissions(Decision.NODE_ABSENT));
        apply(omissions(Decision.CLIENT_ABSENT));
        apply(omissions(Decision.OPERATION_SKIPPED));
      }
      case AT_END -> {
        apply(omissions(Decision.CLIENT_ABSENT));
        apply(omissions(Decision.OPERATION_SKIPPED));
      }
      case AT_DEADLINE -> {}
    }
  }

  private static boolean leavesOut(Departure departure) {
    return departure instanceof Departure.Struck(var kind, var subject, var ordinal)
        && kind.role() == Decision.Role.LEFT_OUT;
  }

  /** What a round has to make smaller for another one to be worth it. */
  private long size() {
    long faults = 0;
    long left = 0;
    for (Departure departure : best.tape().departures()) {
      if (leavesOut(departure)) {
        left++;
      } else {
        faults++;
      }
    }
    return faults * 1_000_000 + best.omissible().size() * 1_000L - left - best.tape().calm().size();
  }

  private List<Edit> deletions(Class<? extends Departure> kind) {
    List<Edit> edits = new ArrayList<>();
    for (Departure departure : best.tape().departures()) {
      if (kind.isInstance(departure) && !leavesOut(departure)) {
        edits.add(new Edit.Delete(departure));
      }
    }
    return edits;
  }

  /**
   * A single lost message says more than a process that omits to send at some rate and did so once.
   */
  private void replaceOmissionsByLosses() {
    List<Edit> edits = new ArrayList<>();
    for (Departure departure : best.tape().departures()) {
      switch (departure) {
        case Departure.Faulted(var subject, var ordinal, Fault.SendOmission omission) ->
            edits.add(new Edit.Delete(departure));
        case Departure.Faulted(var subject, var ordinal, Fault.ReceiveOmission omission) ->
            edits.add(new Edit.Delete(departure));
        case Departure.Faulted(var subject, var ordinal, Fault.LinkLoss loss) ->
            edits.add(new Edit.Delete(departure));
        case Departure.Struck(var kind, var subject, var ordinal)
            when kind == Decision.SEND_OMISSION || kind == Decision.RECEIVE_OMISSION ->
            edits.add(
                new Edit.Replace(departure, new Departure.Struck(Decision.LOSS, subject, ordinal)));
        case Departure.Struck(var kind, var subject, var ordinal)
            when kind == Decision.COPY_RECEIVE_OMISSION ->
            // A datagram that was lost has no copy.
            edits.add(new Edit.Delete(departure));
        case Departure other -> {}
      }
    }
    if (!edits.isEmpty()) {
      tryEach(List.of(edits));
    }
  }

  private List<Edit> omissions(Decision kind) {
    List<Edit> edits = new ArrayList<>();
    for (Departure.Struck omissible : best.omissible()) {
      if (omissible.kind() == kind) {
        edits.add(new Edit.Insert(omissible));
      }
    }
    return edits;
  }

  /**
   * Applies as many of the edits as the violation survives: all at once, then halves, quarters and
   * so on.
   */
  private void apply(List<Edit> edits) {
    List<Edit> open = new ArrayList<>(edits);
    int chunk = open.size();
    while (chunk > 0 && !attempts.exhausted()) {
      dropWhatIsGone(open);
      int at = 0;
      while (at < open.size() && !attempts.exhausted()) {
        List<List<Edit>> chunks = new ArrayList<>();
        for (int i = at; i < open.size() && chunks.size() < Attempts.BATCH; i += chunk) {
          chunks.add(List.copyOf(open.subList(i, Math.min(i + chunk, open.size()))));
        }
        int accepted = tryEach(chunks);
        if (accepted < 0) {
          at += chunk * chunks.size();
        } else {
          int start = at + accepted * chunk;
          open.subList(start, Math.min(start + chunk, open.size())).clear();
          at = start;
        }
      }
      chunk = chunk == 1 ? 0 : (chunk + 1) / 2;
    }
  }

  /** An accepted edit may have taken further departures with it: they no longer applied. */
  private void dropWhatIsGone(List<Edit> open) {
    Set<Departure> left = new LinkedHashSet<>(best.tape().departures());
    open.removeIf(edit -> edit instanceof Edit.Delete(var gone) && !left.contains(gone));
  }

  /** Tries each list of edits on the best run, and takes the first that works. */
  private int tryEach(List<List<Edit>> candidates) {
    List<Departure> departures = best.tape().departures();
    return attempt(
        candidates,
        edits -> replay(best.tape().withDepartures(Edit.apply(departures, edits)), until));
  }

  private void calm() {
    List<Decision> missing = new ArrayList<>(CALMABLE);
    missing.removeAll(best.tape().calm());
    if (missing.isEmpty()) {
      return;
    }
    Tape tape = best.tape();
    if (attempt(List.of(CALMABLE), calm -> replay(tape.withCalm(calm), until)) >= 0) {
      return;
    }
    for (Decision kind : missing) {
      List<Decision> calm = new ArrayList<>(best.tape().calm());
      calm.add(kind);
      attempt(List.of(calm), kinds -> replay(best.tape().withCalm(kinds), until));
    }
  }

  /**
   * Cuts the run as early as the violation allows, to a thousandth of its length. What is judged at
   * the end needs the end that the program itself has.
   */
  private void cutTime() {
    long high = best.result().nanos();
    if (high < until.toNanos()) {
      // The violation, the program or the lack of events ended the run; nothing comes after it.
      cutAt(Duration.ofNanos(high));
      return;
    }
    if (before.violation().judged() == Violation.Judged.AT_END) {
      return;
    }
    long low = 0;
    long precision = Math.max(1_000_000, high / 1000);
    while (high - low > precision && !attempts.exhausted()) {
      Duration middle = Duration.ofNanos(low + (high - low) / 2);
      if (cutAt(middle)) {
        high = middle.toNanos();
      } else {
        low = middle.toNanos();
      }
    }
  }

  private boolean cutAt(Duration end) {
    Tape tape = best.tape();
    boolean cut = attempt(List.of(end), time -> replay(tape, time)) >= 0;
    if (cut) {
      until = end;
    }
    return cut;
  }

  /** Halves what the faults last, as often as the violation survives it; whether one did. */
  private boolean shortenFaults() {
    boolean shortened = false;
    for (Departure.Faulted faulted : best.tape().faults()) {
      Departure current = faulted;
      while (current instanceof Departure.Faulted present && !attempts.exhausted()) {
        current = null;
        if (Edit.shorter(present) instanceof Edit.Replace replace
            && tryEach(List.of(List.of(replace))) >= 0) {
          current = replace.changed();
          shortened = true;
        }
      }
    }
    return shortened;
  }

  /**
   * Runs the candidates and takes the first that still violates the property; −1 when none does.
   */
  private <C> int attempt(List<C> candidates, Function<C, WorldRun> run) {
    return attempt(candidates, 1, run);
  }

  private <C> int attempt(List<C> candidates, int worldsEach, Function<C, WorldRun> run) {
    List<@Nullable WorldRun> runs = attempts.all(candidates, worldsEach, run);
    for (int i = 0; i < runs.size(); i++) {
      WorldRun candidate = runs.get(i);
      Violation violation = candidate == null ? null : candidate.result().violation();
      if (candidate != null
          && violation != null
          && SameViolation.of(before.violation(), violation)) {
        best = candidate;
        return i;
      }
    }
    return -1;
  }

  private WorldRun replay(Tape tape, Duration end) {
    return WorldRun.replay(plan, before.seed(), rates, tape, end, null);
  }
}
