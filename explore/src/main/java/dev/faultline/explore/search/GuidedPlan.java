package dev.faultline.explore.search;

import dev.faultline.explore.FaultMix;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Search;
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
 * Plans the worlds of a guided search. Numbers are those of guided worlds; as a {@link Search}
 * those of the campaign, in which other worlds may lie between them.
 */
final class GuidedPlan implements Search {
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

  private final CampaignPlan plan;
  private final int round;
  private final int stride;
  private final int offset;
  private Archive archive = new Archive();

  /** Of the worlds that are not in the archive yet. */
  private final SortedMap<Integer, List<Segment>> planned = new TreeMap<>();

  private final SortedMap<Integer, Shown> results = new TreeMap<>();

  /** Of worlds that other JVMs have run and that will be told of. */
  private final Map<Integer, List<Segment>> told = new LinkedHashMap<>();

  /**
   * Of worlds whose results are in the archive, but which may not have been counted: they are run
   * again where the campaign goes on from its file. Kept only where it has one.
   */
  private final SortedMap<Integer, List<Segment>> again = new TreeMap<>();

  private boolean saved;
  private boolean signalled;

  /** Worlds whose results are in the archive. */
  private int evaluated;

  /**
   * Where world number {@code stride} · i + {@code offset} of the campaign is guided world i.
   *
   * @param round so many worlds may be on their way while the next one is planned
   */
  GuidedPlan(CampaignPlan plan, int round, int stride, int offset) {
    this.plan = plan;
    this.round = round;
    this.stride = stride;
    this.offset = offset;
    for (int i = 0; i < round; i++) {
      planned.put(i, segments(i));
    }
  }

  /** How the world is to run, or null while worlds before it have to be learnt. */
  synchronized @Nullable List<Segment> planned(int index) {
    List<Segment> segments = planned.get(index);
    return segments == null ? again.get(index) : segments;
  }

  /** How the world ran, for one that will be told of; null for others. */
  synchronized @Nullable List<Segment> told(int index) {
    return told.get(index);
  }

  /**
   * Results go into the archive in the order of their worlds, and each lets one more be planned.
   */
  synchronized void done(int index, Shown shown) {
    if (index < evaluated) {
      return;
    }
    results.put(index, shown);
    while (!results.isEmpty() && results.firstKey() == evaluated) {
      add(evaluated, results.pollFirstEntry().getValue());
      planned.put(evaluated + round, segments(evaluated + round));
      evaluated++;
    }
    notifyAll();
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

  private void add(int index, Shown shown) {
    List<Segment> segments = planned.remove(index);
    if (saved && segments != null) {
      again.put(index, segments);
    }
    if (!signalled && shown.signalled()) {
      // What the program says of itself is worth more than anything that can be guessed.
      signalled = true;
      archive = new Archive();
    }
    if (segments != null && signalled == shown.signalled()) {
      KeyedStream random = new KeyedStream(KeyedHash.of(plan.seed(), KEEPING, index, 0));
      archive.add(index, segments, shown.when(), random);
    }
  }

  // --- for a file ---

  /** See {@link Source#progress}. */
  synchronized byte @Nullable [] progress(int worlds, List<Integer> worldsTold) {
    saved = true;
    int counted = Math.max(0, (worlds - offset + stride - 1) / stride);
    if (evaluated < counted) {
      return null;
    }
    // The last one that is counted may have failed, and is then tried again.
    keep(worldsTold);
    again.headMap(counted - 1).clear();
    Map<Integer, List<Segment>> kept = new LinkedHashMap<>(told);
    kept.keySet()
        .retainAll(
            worldsTold.stream()
                .filter(world -> world % stride == offset)
                .map(world -> world / stride)
                .toList());
    return GuidedCodec.progress(
        new GuidedCodec.Progress(evaluated, signalled, archive, again, planned, kept));
  }

  /** See {@link Source#resume}. */
  synchronized void resume(byte[] progress) {
    GuidedCodec.Progress from = GuidedCodec.progress(progress, plan.mix());
    saved = true;
    evaluated = from.evaluated();
    signalled = from.signalled();
    archive = from.archive();
    again.putAll(from.again());
    planned.clear();
    planned.putAll(from.planned());
    told.putAll(from.told());
  }

  private void keep(List<Integer> worldsTold) {
    for (int world : worldsTold) {
      List<Segment> segments = planned(world / stride);
      if (world % stride == offset && segments != null) {
        told.put(world / stride, segments);
      }
    }
  }

  // --- for engines ---

  @Override
  public synchronized int ready() {
    return (int) Math.min(Integer.MAX_VALUE, (evaluated + (long) round) * stride + offset);
  }

  @Override
  public int window() {
    return (int) Math.min(Integer.MAX_VALUE, (long) round * stride);
  }

  @Override
  public synchronized byte[] recipe(int from, int to) {
    Map<Integer, List<Segment>> worlds = new LinkedHashMap<>();
    for (int world = from; world < to; world++) {
      if (world % stride == offset) {
        List<Segment> segments = planned(world / stride);
        if (segments == null) {
          throw new IllegalArgumentException("world " + world + " is not planned");
        }
        worlds.put(world / stride, segments);
      }
    }
    return GuidedCodec.recipe(worlds);
  }

  @Override
  public synchronized void learn(byte[] shown, List<Integer> worldsTold) {
    keep(worldsTold);
    GuidedCodec.shown(shown)
        .forEach((index, what) -> {
          if (planned.containsKey(index)) {
            done(index, what);
          }
        });
  }
}
