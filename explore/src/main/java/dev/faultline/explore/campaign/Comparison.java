package dev.faultline.explore.campaign;

import dev.faultline.explore.Leak;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds where two runs of one seed part. */
public final class Comparison {
  private static final int ATTEMPTS = 5;

  private Comparison() {}

  /** Runs the world again, in pairs, until a pair shows an event that differs. */
  public static Leak locate(CampaignPlan plan, WorldRun run, Duration until) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<TraceEvent> first = new ArrayList<>();
      replay(plan, run, until, first::add);
      List<TraceEvent> second = new ArrayList<>();
      replay(plan, run, until, second::add);
      Leak leak = firstDifference(run.seed(), first, second);
      if (leak != null) {
        return leak;
      }
    }
    return new Leak(run.seed(), -1, null, null);
  }

  private static void replay(CampaignPlan plan, WorldRun run, Duration until, Tracer tracer) {
    WorldRun.replay(plan, run.seed(), run.rates(), run.tape(), until, tracer);
  }

  static @Nullable Leak firstDifference(
      long seed, List<TraceEvent> first, List<TraceEvent> second) {
    int shared = Math.min(first.size(), second.size());
    for (int i = 0; i < shared; i++) {
      TraceEvent a = first.get(i);
      TraceEvent b = second.get(i);
      if (a.nanos() != b.nanos() || !TraceText.whole(a).equals(TraceText.whole(b))) {
        return new Leak(seed, i, TraceText.whole(a), TraceText.whole(b));
      }
    }
    if (first.size() == second.size()) {
      return null;
    }
    return new Leak(
        seed,
        shared,
        shared < first.size() ? TraceText.whole(first.get(shared)) : null,
        shared < second.size() ? TraceText.whole(second.get(shared)) : null);
  }
}
