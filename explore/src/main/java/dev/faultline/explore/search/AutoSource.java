package dev.faultline.explore.search;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Search;
import dev.faultline.explore.campaign.WorldRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the worlds over strategies that find different things: of every four worlds one is
 * swarm's, one random's, one guided's and one PCT's. Where faults keep each other from showing what
 * they can do, swarm is far ahead; where all of them are needed, random is.
 */
final class AutoSource implements Source {
  private static final int ROUND = 4;
  private static final int GUIDED_TURN = 1;

  private final Source swarm;
  private final Source random;
  private final Source guided;
  private final Source pct;

  AutoSource(CampaignPlan plan, int round) {
    this.swarm = Source.swarm(plan.withStrategy(Strategy.SWARM));
    this.random = Source.random(plan.withStrategy(Strategy.RANDOM));
    this.guided =
        new GuidedSource(
            plan.withStrategy(Strategy.GUIDED), new GuidedPlan(plan, round, ROUND, GUIDED_TURN));
    this.pct = Source.pct(plan.withStrategy(Strategy.Pct.DEFAULT), Strategy.Pct.DEFAULT.depth());
  }

  /** The same with guided worlds from elsewhere. */
  private AutoSource(AutoSource of, Source guided) {
    this.swarm = of.swarm;
    this.random = of.random;
    this.guided = guided;
    this.pct = of.pct;
  }

  /** Only guided worlds depend on worlds before them. */
  @Override
  public byte @Nullable [] progress(int worlds, List<Integer> told) {
    return guided.progress(worlds, told);
  }

  @Override
  public void resume(byte[] progress, Part total) {
    guided.resume(progress, total);
  }

  @Override
  public @Nullable Search search() {
    return guided.search();
  }

  @Override
  public Following following(byte[] recipe) {
    Following followed = guided.following(recipe);
    AutoSource worlds = new AutoSource(this, followed);
    return new Following() {
      @Override
      public @Nullable WorldRun run(int index, Pulse pulse) {
        return worlds.run(index, pulse);
      }

      @Override
      public String world(long firstSeed, int index) {
        return worlds.world(firstSeed, index);
      }

      @Override
      public byte[] shown() {
        return followed.shown();
      }
    };
  }

  @Override
  public int chunk(int usual) {
    return 1;
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    int round = index / ROUND;
    return switch (index % ROUND) {
      case 0 -> swarm.run(round, pulse);
      case GUIDED_TURN -> guided.run(round, pulse);
      case 2 -> random.run(round, pulse);
      default -> pct.run(round, pulse);
    };
  }

  /** Each of the strategies counts its own worlds. */
  @Override
  public String world(long firstSeed, int index) {
    int round = index / ROUND;
    return switch (index % ROUND) {
      case 0 -> swarm.world(firstSeed, round) + " under swarm";
      case GUIDED_TURN -> guided.world(firstSeed, round);
      case 2 -> random.world(firstSeed, round) + " under random";
      default -> pct.world(firstSeed, round) + " under " + Strategy.Pct.DEFAULT.text();
    };
  }

  @Override
  public String bound(int worlds) {
    return pct.bound(worlds / ROUND);
  }
}
