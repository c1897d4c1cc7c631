package dev.faultline.explore.exhaustive;

import dev.faultline.core.Synchrony;
import dev.faultline.explore.Durations;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.sim.WorldResult;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the runs of a search over schedules came to, as far as that says how much was tried. Counts
 * of runs that follow each other can be added, and adding is associative.
 */
final class ScheduleCount {
  private long schedules;
  private long redundant;

  /** Redundant runs after the last that was not. */
  private long redundantAtEnd;

  private boolean judgedAtEnd;
  private boolean startsMatter;

  /** Whether schedules were left out that differ only in the order of events at different nodes. */
  private boolean reduced;

  private final Set<String> limits = new LinkedHashSet<>();
  private final OpenDecisions open = new OpenDecisions();

  /** Adds a run. */
  void add(CampaignPlan plan, Strategy.Exhaustive strategy, ScheduleAdversary by, WorldRun run) {
    judgedAtEnd |= run.judgedAtEnd();
    reduced |= by.reducing();
    open.add(by.open());
    startsMatter |= run.startsMatter();
    limits.addAll(Untried.bySchedules(run.declared(), strategy, plan.mix()));
    limits.addAll(by.limits());
    // Once the world has healed, the model bounds delays, and time alone orders events.
    if (run.healed() && run.declared().synchrony() instanceof Synchrony.PartiallySynchronous) {
      limits.add("after healing every message took the shortest delay");
    }
    if (by.redundant()) {
      redundant++;
      redundantAtEnd++;
      return;
    }
    schedules++;
    redundantAtEnd = 0;
    WorldResult result = run.result();
    boolean cutByTime = !by.cut() && run.waiting() > 0;
    if (cutByTime && result.violation() == null && result.inconclusive() == null) {
      endsAfter(plan);
    }
    if (result.inconclusive() != null) {
      limits.add(result.inconclusive());
    }
  }

  /** Something was still to come when a run ended. */
  void endsAfter(CampaignPlan plan) {
    limits.add("runs end after " + Durations.text(plan.duration()));
  }

  /** Adds runs that follow. */
  void add(ScheduleCount next) {
    redundantAtEnd = next.schedules > 0 ? next.redundantAtEnd : redundantAtEnd + next.redundant;
    schedules += next.schedules;
    redundant += next.redundant;
    judgedAtEnd |= next.judgedAtEnd;
    startsMatter |= next.startsMatter;
    reduced |= next.reduced;
    limits.addAll(next.limits);
    open.add(next.open);
  }

  long schedules() {
    return schedules;
  }

  long redundantAtEnd() {
    return redundantAtEnd;
  }

  boolean judgedAtEnd() {
    return judgedAtEnd;
  }

  /** What was not tried, a phrase each. */
  List<String> limits(long seed) {
    List<String> named = new ArrayList<>(limits);
    named.addAll(open.untried(startsMatter, seed));
    return named;
  }

  /** What a proof takes for granted, a phrase each. */
  List<String> assumptions(long seed) {
    List<String> assumed = new ArrayList<>(open.assumptions(seed));
    if (judgedAtEnd) {
      assumed.add(OpenDecisions.RUNS_COME_TO_REST);
    }
    return assumed;
  }

  /**
   * Of a search in which each schedule counts.
   *
   * @param complete whether there was nothing left to try
   */
  Exploration exploration(long seed, boolean complete) {
    List<String> assumed = assumptions(seed);
    if (reduced) {
      assumed.add("nodes share nothing but messages");
    }
    return new Exploration(schedules, redundant, 0, 0, complete, limits(seed), assumed, List.of());
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(schedules);
    out.writeLong(redundant);
    out.writeLong(redundantAtEnd);
    out.writeBoolean(judgedAtEnd);
    out.writeBoolean(startsMatter);
    out.writeBoolean(reduced);
    OpenDecisions.write(out, limits);
    open.write(out);
  }

  static ScheduleCount read(DataInputStream in) throws IOException {
    ScheduleCount count = new ScheduleCount();
    count.schedules = in.readLong();
    count.redundant = in.readLong();
    count.redundantAtEnd = in.readLong();
    count.judgedAtEnd = in.readBoolean();
    count.startsMatter = in.readBoolean();
    count.reduced = in.readBoolean();
    OpenDecisions.read(in, count.limits);
    count.open.read(in);
    return count;
  }
}
