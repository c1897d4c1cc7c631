package dev.faultline.explore.search;

import dev.faultline.explore.FaultMix;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Coverage;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Archive.Way;
import dev.faultline.explore.search.GuidedAdversary.Segment;
import dev.faultline.sim.base.KeyedHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Coverage-guided search: a world begins like an earlier one up to where that showed something
 * rare, and goes another way from there, so that a bug of several stages costs about the sum of its
 * stages and not their product. What world i is depends on the worlds up to i − {@link #LAG} alone,
 * so the number of jobs does not matter.
 */
final class GuidedSource implements Source {
  /** So many worlds may be on their way while the next one is planned. */
  private static final int LAG = 16;

  private static final int GUIDED = 0x61;
  private static final int KEEPING = 0x62;

  /** Of so many worlds one is new from its beginning, for what no earlier one leads to. */
  private static final int ONE_NEW_IN = 8;

  /** The same where the program signals nothing, so that guidance is no more than a guess. */
  private static final int ONE_NEW_IN_WHEN_GUESSING = 2;

  /**
   * Up to 2⁹ decisions before what was rare are taken anew: what comes next may be on its way by
   * then. Every order of magnitude is as likely as the next.
   */
  private static final int LONGEST_STEP_BACK = 10;

  /** How many times more often than usual faults strike after the step back. */
  private static final int[] BOOSTS = {1, 1, 4, 16};

  private record Result(GuidedAdversary adversary, Coverage coverage) {}

  private final CampaignPlan plan;
  private Archive archive = new Archive();
  private final Map<Integer, List<Segment>> planned = new LinkedHashMap<>();
  private final SortedMap<Integer, Result> results = new TreeMap<>();
  private boolean signalled;

  /** Worlds whose results are in the archive. */
  private int evaluated;

  GuidedSource(CampaignPlan plan) {
    this.plan = plan;
    for (int i = 0; i < LAG; i++) {
      planned.put(i, segments(i));
    }
  }

  @Override
  public int chunk(int usual) {
    return 1;
  }

  /** It has no seed that would bring it back without those before it. */
  @Override
  public String world(long firstSeed, int index) {
    return "world %d of guided from seed %d".formatted(index + 1, firstSeed);
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    List<Segment> segments = await(index, pulse);
    if (segments == null) {
      return null;
    }
    GuidedAdversary adversary = new GuidedAdversary(segments, plan.mix().rates());
    Coverage coverage = new Coverage(adversary::decisions);
    WorldRun run = WorldRun.explore(plan, segments.getFirst().seed(), adversary, coverage);
    done(index, new Result(adversary, coverage));
    return run;
  }

  /** Waits until the world has been planned. */
  private synchronized @Nullable List<Segment> await(int index, Pulse pulse) {
    while (!planned.containsKey(index)) {
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
    return planned.remove(index);
  }

  private List<Segment> segments(int index) {
    KeyedStream random = new KeyedStream(KeyedHash.of(plan.seed(), GUIDED, index, 0));
    long seed = random.next() >>> 1;
    FaultMix mix = SwarmMix.of(seed, plan.mix());
    Way way =
        random.below(signalled ? ONE_NEW_IN : ONE_NEW_IN_WHEN_GUESSING) == 0
            ? null
            : archive.pick(random);
    if (way == null) {
      return List.of(new Segment(seed, mix, 1, Long.MAX_VALUE));
    }
    long back = random.below(1 << random.below(LONGEST_STEP_BACK));
    long cut = Math.max(1, way.decisions() - back);
    List<Segment> segments = new ArrayList<>();
    long from = 0;
    for (Segment segment : way.segments()) {
      if (from < cut) {
        segments.add(segment.endingAt(cut));
      }
      from = segment.until();
    }
    int boost = BOOSTS[random.below(BOOSTS.length)];
    segments.add(new Segment(seed, mix, boost, Long.MAX_VALUE));
    return segments;
  }

  /**
   * Results go into the archive in the order of their worlds, and each lets one more be planned.
   */
  private synchronized void done(int index, Result result) {
    results.put(index, result);
    while (!results.isEmpty() && results.firstKey() == evaluated) {
      add(evaluated, results.pollFirstEntry().getValue());
      planned.put(evaluated + LAG, segments(evaluated + LAG));
      evaluated++;
    }
    notifyAll();
  }

  private void add(int index, Result result) {
    if (!signalled && !result.coverage.signals().isEmpty()) {
      // What the program says of itself is worth more than anything that can be guessed.
      signalled = true;
      archive = new Archive();
    }
    Map<Long, Long> shown = signalled ? result.coverage.signals() : result.coverage.grams();
    archive.add(
        result.adversary.segments(),
        shown,
        new KeyedStream(KeyedHash.of(plan.seed(), KEEPING, index, 0)));
  }
}
