package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignFailure;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign tells of its worlds, once all have ended. For that it runs some of them again;
 * one whose second run fails, for example because it takes all memory, is told without what only
 * that would show.
 */
public final class Telling {
  private final CampaignPlan plan;
  private final Tally tally;
  private final List<Finding> findings = new ArrayList<>();
  private final SortedMap<String, List<String>> schedules = new TreeMap<>();
  private @Nullable Leak leak;
  private int leakIndex;
  private @Nullable RuntimeException failure;

  /** Runs worlds again. */
  public Telling(CampaignPlan plan, Tally tally) {
    this.plan = plan;
    this.tally = tally;
    leak = tally.leak();
    leakIndex = tally.leakIndex();
    failure = tally.failure();
    tally.violating().forEach(this::find);
    tally.firstWith().forEach(this::schedule);
  }

  private void find(Tally.Counted each) {
    try {
      Finding finding = Findings.of(plan, each.run(), plan.duration());
      if (finding != null) {
        findings.add(finding);
      } else if (each.index() < leakIndex) {
        leakIndex = each.index();
        leak = new Leak(each.run().seed(), -1, null, null);
        leak = Comparison.locate(plan, each.run(), plan.duration());
      }
    } catch (RuntimeException | Error e) {
      failed(each.run(), e);
      Violation violation = each.run().result().violation();
      if (violation != null && leakIndex != each.index()) {
        findings.add(Findings.unreplayed(plan, each.run(), violation, plan.duration()));
      }
    }
  }

  private void schedule(String outcome, WorldRun run) {
    List<String> lines = new ArrayList<>();
    try {
      lines.addAll(Schedules.of(plan, run));
    } catch (RuntimeException | Error e) {
      failed(run, e);
    }
    schedules.put(outcome, lines);
  }

  private void failed(WorldRun run, Throwable thrown) {
    if (failure == null) {
      failure = new CampaignFailure("the world of seed " + run.seed() + ", run again", thrown);
    }
  }

  /** The violations, in the order of their worlds. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** The first schedule that led to each outcome; empty where it could not be run again. */
  public SortedMap<String, List<String>> schedules() {
    return schedules;
  }

  /** Nondeterminism of the first world that showed some, or null. */
  public @Nullable Leak leak() {
    return leak;
  }

  /** What kept a world from being run, or from being run again, or null. */
  public @Nullable RuntimeException failure() {
    return failure;
  }
}
