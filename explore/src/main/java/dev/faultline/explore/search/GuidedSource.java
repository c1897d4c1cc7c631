package dev.faultline.explore.search;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Coverage;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Search;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.GuidedAdversary.Segment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Coverage-guided search: a world begins like an earlier one up to where that showed something
 * rare, and goes another way from there, so that a bug of several stages costs about the sum of its
 * stages and not their product. What world i is depends on the worlds up to i − round alone, so the
 * number of jobs does not matter.
 */
final class GuidedSource implements Source {
  private final CampaignPlan plan;
  private final GuidedPlan worlds;

  GuidedSource(CampaignPlan plan, GuidedPlan worlds) {
    this.plan = plan;
    this.worlds = worlds;
  }

  @Override
  public int chunk(int usual) {
    return 1;
  }

  @Override
  public String world(long firstSeed, int index) {
    return name(firstSeed, index);
  }

  /** It has no seed that would bring it back without those before it. */
  private static String name(long firstSeed, int index) {
    return "world %d of guided from seed %d".formatted(index + 1, firstSeed);
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    List<Segment> told = worlds.told(index);
    if (told != null) {
      return run(plan, told).run();
    }
    List<Segment> segments = await(index, pulse);
    if (segments == null) {
      return null;
    }
    Ran ran = run(plan, segments);
    worlds.done(index, ran.shown());
    return ran.run();
  }

  private record Ran(WorldRun run, Shown shown) {}

  private static Ran run(CampaignPlan plan, List<Segment> segments) {
    GuidedAdversary adversary = new GuidedAdversary(segments, plan.mix().rates());
    Coverage coverage = new Coverage(adversary::decisions);
    WorldRun run = WorldRun.explore(plan, segments.getFirst().seed(), adversary, coverage);
    return new Ran(run, Shown.of(coverage));
  }

  /** Waits until the world has been planned. */
  private @Nullable List<Segment> await(int index, Pulse pulse) {
    synchronized (worlds) {
      while (true) {
        List<Segment> segments = worlds.planned(index);
        if (segments != null || !pulse.goOn()) {
          return segments;
        }
        try {
          worlds.wait(50);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return null;
        }
      }
    }
  }

  @Override
  public byte @Nullable [] progress(int counted, List<Integer> told) {
    return worlds.progress(counted, told);
  }

  @Override
  public void resume(byte[] progress, Part total) {
    worlds.resume(progress);
  }

  @Override
  public Search search() {
    return worlds;
  }

  @Override
  public Following following(byte[] recipe) {
    return new Worlds(plan, GuidedCodec.recipe(recipe, plan.mix()));
  }

  /** Worlds that were planned in another JVM. */
  private static final class Worlds implements Following {
    private final CampaignPlan plan;
    private final Map<Integer, List<Segment>> planned;
    private final Map<Integer, Shown> shown = new LinkedHashMap<>();

    Worlds(CampaignPlan plan, Map<Integer, List<Segment>> planned) {
      this.plan = plan;
      this.planned = planned;
    }

    @Override
    public String world(long firstSeed, int index) {
      return name(firstSeed, index);
    }

    @Override
    public WorldRun run(int index, Pulse pulse) {
      List<Segment> segments = planned.get(index);
      if (segments == null) {
        throw new IllegalArgumentException("world " + index + " is not in the recipe");
      }
      Ran ran = GuidedSource.run(plan, segments);
      synchronized (shown) {
        shown.put(index, ran.shown());
      }
      return ran.run();
    }

    @Override
    public byte[] shown() {
      synchronized (shown) {
        return GuidedCodec.shown(shown);
      }
    }
  }
}
