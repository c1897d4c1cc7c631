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
  /** Runs a world that was run in another JVM here. */
  public interface Reruns {
    /** The world with that number, or null where it cannot be run alone. */
    @Nullable WorldRun run(int index);
  }

  private final CampaignPlan plan;
  private final Tally tally;
  private final Reruns reruns;
  private final List<Finding> findings = new ArrayList<>();
  private final SortedMap<String, List<String>> schedules = new TreeMap<>();
  private @Nullable Leak leak;
  private int leakIndex;
  private @Nullable RuntimeException failure;

  /** Runs worlds again. */
  public Telling(CampaignPlan plan, Tally tally, Reruns reruns) {
    this.plan = plan;
    this.tally = tally;
    this.reruns = reruns;
    leak = tally.leak();
    leakIndex = tally.leakIndex();
    failure = tally.failure();
    tally.violating().forEach(this::find);
    tally.firstWith().forEach(this::schedule);
  }

  private void find(Part.Kept each) {
    WorldRun run;
    try {
      run = run(each);
    } catch (RuntimeException | Error e) {
      failed("world " + (each.index() + 1) + " of the campaign", e);
      return;
    }
    if (run == null) {
      return;
    }
    try {
      Finding finding = Findings.of(plan, run, plan.duration());
      if (finding != null) {
        findings.add(finding);
      } else if (each.index() < leakIndex) {
        leakIndex = each.index();
        leak = new Leak(run.seed(), -1, null, null);
        leak = Comparison.locate(plan, run, plan.duration());
      }
    } catch (RuntimeException | Error e) {
      failed("the world of seed " + run.seed(), e);
      Violation violation = run.result().violation();
      if (violation != null && leakIndex != each.index()) {
        findings.add(Findings.unreplayed(plan, run, violation, plan.duration()));
      }
    }
  }

  /**
   * The run itself; where another JVM had it, this one has to come to the same. Null where it does
   * not, which is a leak.
   */
  private @Nullable WorldRun run(Part.Kept each) {
    if (each.run() != null) {
      return each.run();
    }
    WorldRun run = reruns.run(each.index());
    if (run == null) {
      throw new IllegalStateException("it cannot be run alone");
    }
    if (run.result().traceHash() == each.traceHash()) {
      return run;
    }
    if (each.index() < leakIndex) {
      leakIndex = each.index();
      leak = Leak.between(run.seed(), "where it ran first", "here: " + Machine.here());
    }
    return null;
  }

  private void schedule(String outcome, Part.Kept first) {
    List<String> lines = new ArrayList<>();
    try {
      WorldRun run = run(first);
      if (run != null) {
        lines.addAll(Schedules.of(plan, run));
      }
    } catch (RuntimeException | Error e) {
      // What was searched stands: only how this outcome came about cannot be told.
      tally.notAgain(outcome, first, e);
    }
    schedules.put(outcome, lines);
  }

  private void failed(String world, Throwable thrown) {
    if (failure == null) {
      failure = new CampaignFailure(world + ", run again", thrown);
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
