package dev.faultline.explore;

import dev.faultline.explore.GuidedAdversary.Segment;
import dev.faultline.sim.KeyedHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Coverage-guided search. Worlds come in generations of a fixed size; a run that shows something
 * new is kept, up to the decision after which it showed it, and later generations begin like it.
 * What a generation is depends on those before it alone, so the number of jobs does not matter.
 */
final class GuidedSource implements Source {
  private static final int GENERATION = 16;
  private static final int GUIDED = 0x61;
  private static final int NEWEST = 6;

  /** What so few runs have shown is still as good as new: one of them alone may be a dead end. */
  private static final int RARE = 4;

  /** Up to 2⁷ decisions before what was new are taken anew: much of it was on its way by then. */
  private static final int LONGEST_STEP_BACK = 8;

  private static final int MOST_KEPT = 1_000;

  /** A run that showed something new after so many decisions. */
  private record Kept(List<Segment> segments, long decisions) {}

  private record Result(GuidedAdversary adversary, Coverage coverage) {}

  private final CampaignPlan plan;
  private final List<Kept> kept = new ArrayList<>();
  private final Map<Long, Integer> seen = new LinkedHashMap<>();
  private final SortedMap<Integer, Result> results = new TreeMap<>();
  private boolean signalled;

  /** Generations that have been evaluated. */
  private int evaluated;

  GuidedSource(CampaignPlan plan) {
    this.plan = plan;
  }

  @Override
  public int chunk(int usual) {
    return 1;
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    GuidedAdversary adversary = adversary(index, pulse);
    if (adversary == null) {
      return null;
    }
    Coverage coverage = new Coverage(adversary);
    WorldRun run =
        WorldRun.explore(plan, adversary.segments().getFirst().seed(), adversary, coverage);
    done(index, new Result(adversary, coverage));
    return run;
  }

  /** Waits until the generation before has been evaluated. */
  private synchronized @Nullable GuidedAdversary adversary(int index, Pulse pulse) {
    while (evaluated < index / GENERATION) {
      if (!pulse.goOn()) {
        return null;
      }
      try {
        wait(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return new GuidedAdversary(segments(index));
  }

  private List<Segment> segments(int index) {
    KeyedStream random = new KeyedStream(KeyedHash.of(plan.seed(), GUIDED, index, 0));
    long seed = random.next();
    FaultMix mix = SwarmMix.of(seed, plan.mix());
    if (kept.isEmpty() || random.chance(0.2)) {
      return List.of(new Segment(seed, mix, Long.MAX_VALUE));
    }
    int newest = Math.min(NEWEST, kept.size());
    Kept parent =
        random.chance(0.6)
            ? kept.get(kept.size() - 1 - random.below(newest))
            : kept.get(random.below(kept.size()));
    long back = random.below(1 << random.below(LONGEST_STEP_BACK));
    long cut = Math.max(1, parent.decisions - back);
    List<Segment> segments = new ArrayList<>();
    long from = 0;
    for (Segment segment : parent.segments) {
      if (from < cut) {
        segments.add(new Segment(segment.seed(), segment.mix(), Math.min(segment.until(), cut)));
      }
      from = segment.until();
    }
    FaultMix first = parent.segments.getFirst().mix();
    segments.add(new Segment(seed, mix.withRates(first.rates()), Long.MAX_VALUE));
    return segments;
  }

  private synchronized void done(int index, Result result) {
    results.put(index, result);
    int first = evaluated * GENERATION;
    if (results.size() == GENERATION && results.lastKey() == first + GENERATION - 1) {
      results.values().forEach(this::keepIfNew);
      results.clear();
      evaluated++;
      notifyAll();
    }
  }

  private void keepIfNew(Result result) {
    signalled |= !result.coverage.signals().isEmpty();
    Map<Long, Long> shown = signalled ? result.coverage.signals() : result.coverage.grams();
    long newest = -1;
    for (Map.Entry<Long, Long> each : shown.entrySet()) {
      if (seen.merge(each.getKey(), 1, Integer::sum) <= RARE) {
        newest = Math.max(newest, each.getValue());
      }
    }
    if (newest > 0) {
      kept.add(new Kept(result.adversary.segments(), newest));
      if (kept.size() > MOST_KEPT) {
        kept.removeFirst();
      }
    }
  }
}
