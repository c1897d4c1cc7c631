package dev.faultline.explore.why;

import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Comparison;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.shrink.Attempts;
import dev.faultline.explore.tape.AlignedAdversary;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run to be explained, and runs that differ from it a little. The others go on to the end that
 * the program itself has, since what is saved can only be told there.
 */
final class Trials {
  /** Faults that far apart still strike at the same time. */
  private static final long SAME_TIME_NANOS = 2_000_000;

  /** The events of longer runs are too many to keep. */
  private static final long MOST_EVENTS = 1_000_000;

  private final CampaignPlan plan;
  private final ReplayFile file;
  private final Attempts attempts;

  /** The run as it went. */
  final Finding finding;

  /** Everything that happened in it. */
  final List<TraceEvent> events = new ArrayList<>();

  /** When each of its departures happened. */
  final List<AlignedAdversary.Timed> timed;

  private final WorldRun run;

  /**
   * Runs the world once for its events and once for the times.
   *
   * @throws LeakException when it does not come out the same
   * @throws UsageException when it is too long to be explained
   */
  Trials(CampaignPlan plan, Finding finding, Attempts attempts) {
    this.plan = plan;
    this.finding = finding;
    this.file = finding.replay();
    this.attempts = attempts;
    if (finding.events() > MOST_EVENTS) {
      throw new UsageException(
          "a run of "
              + finding.events()
              + " events is too long to explain, expected at most "
              + MOST_EVENTS
              + ": shrink it first");
    }
    this.run =
        WorldRun.replay(plan, file.seed(), file.rates(), file.tape(), file.until(), events::add);
    if (run.result().traceHash() != file.traceHash()) {
      throw new LeakException(Comparison.locate(plan, run, file.until()));
    }
    this.timed = WorldRun.times(plan, run, file.until());
  }

  boolean exhausted() {
    return attempts.exhausted();
  }

  Tape tape() {
    return run.tape();
  }

  Tape without(Departure departure) {
    return tape()
        .withDepartures(
            tape().departures().stream().filter(each -> !each.equals(departure)).toList());
  }

  /** Whether departures can be held to their times: only where time orders events. */
  boolean canAlign() {
    return tape().order() == EventOrder.TIME;
  }

  /** What becomes of the run with each of these tapes; fewer where the budget ends before. */
  List<Outcome> outcomes(List<Tape> tapes) {
    List<Outcome> outcomes = new ArrayList<>();
    for (WorldRun each : attempts.all(tapes, tape -> run(tape, null))) {
      outcomes.add(Outcome.of(finding.violation(), each));
    }
    return outcomes;
  }

  /**
   * What becomes of the run without each of these, where all others strike at their times; fewer
   * where the budget ends before.
   */
  List<Outcome> alignedWithout(List<Departure> gone) {
    List<Outcome> outcomes = new ArrayList<>();
    List<@Nullable Outcome> runs = attempts.all(gone, 3, this::alignedWithout);
    for (Outcome each : runs) {
      outcomes.add(each == null ? new Outcome.Undecided("that run cannot be made") : each);
    }
    return outcomes;
  }

  private Outcome alignedWithout(Departure departure) {
    List<AlignedAdversary.Timed> left =
        timed.stream().filter(each -> !each.departure().equals(departure)).toList();
    WorldRun other = run(WorldRun.aligned(plan, run, left, 0, plan.duration()), null);
    Outcome outcome = Outcome.of(finding.violation(), other);
    if (outcome instanceof Outcome.Same
        && !keepTheirTimes(left, WorldRun.times(plan, other, plan.duration()))) {
      return new Outcome.Undecided("other faults strike at other times");
    }
    return outcome;
  }

  /** Whether all faults of one run strike in the other, too, each at about its time. */
  private static boolean keepTheirTimes(
      List<AlignedAdversary.Timed> before, List<AlignedAdversary.Timed> after) {
    List<AlignedAdversary.Timed> old = faults(before);
    List<AlignedAdversary.Timed> now = faults(after);
    if (old.size() != now.size()) {
      return false;
    }
    for (int i = 0; i < old.size(); i++) {
      if (Math.abs(old.get(i).nanos() - now.get(i).nanos()) > SAME_TIME_NANOS) {
        return false;
      }
    }
    return true;
  }

  private static List<AlignedAdversary.Timed> faults(List<AlignedAdversary.Timed> all) {
    return all.stream()
        .filter(each -> NumberedFault.isFault(each.departure()))
        // What a crash took of a disk goes with the crash.
        .filter(each -> !NumberedFault.isOfDisk(each.departure()))
        .toList();
  }

  /** Everything that happens with a tape; null where the budget is over, or that is no run. */
  @Nullable List<TraceEvent> events(Tape tape) {
    List<TraceEvent> heard = new ArrayList<>();
    List<@Nullable WorldRun> runs = attempts.all(List.of(tape), each -> run(each, heard));
    return runs.isEmpty() || runs.getFirst() == null ? null : heard;
  }

  private WorldRun run(Tape tape, @Nullable List<TraceEvent> heard) {
    return WorldRun.replay(
        plan, file.seed(), file.rates(), tape, plan.duration(), heard == null ? null : heard::add);
  }
}
