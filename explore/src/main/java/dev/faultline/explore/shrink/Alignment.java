package dev.faultline.explore.shrink;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.AlignedAdversary;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The times at which the departures of a run happened, to take one out without its moving the
 * others. For several threads.
 */
final class Alignment {
  /**
   * A run without a fault.
   *
   * @param earlyNanos by how much the others may come before their times
   */
  record Candidate(Departure gone, long earlyNanos) {}

  /** What comes a little early in the other run still meets its fault in the second try. */
  private static final List<Long> EARLY_NANOS = List.of(0L, 2_000_000L);

  /** What it takes to try a candidate: one world to find its tape, and one to replay that. */
  static final int WORLDS_EACH = 2;

  private final CampaignPlan plan;
  private final WorldRun run;
  private final Duration until;
  private final List<AlignedAdversary.Timed> timed;

  /** Runs a world, for the times. */
  Alignment(CampaignPlan plan, WorldRun run, Duration until) {
    this.plan = plan;
    this.run = run;
    this.until = until;
    this.timed = WorldRun.times(plan, run, until);
  }

  /** The ways to do without each of these. */
  List<Candidate> without(List<Departure> faults) {
    List<Candidate> candidates = new ArrayList<>();
    for (Departure gone : faults) {
      EARLY_NANOS.forEach(early -> candidates.add(new Candidate(gone, early)));
    }
    return candidates;
  }

  /** Runs a world for the tape of such a run; it has fewer departures, whatever came of them. */
  Tape tape(Candidate candidate) {
    List<AlignedAdversary.Timed> left =
        timed.stream().filter(each -> !each.departure().equals(candidate.gone())).toList();
    return WorldRun.aligned(plan, run, left, candidate.earlyNanos(), until);
  }
}
