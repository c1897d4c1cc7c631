package dev.faultline.explore.search;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the worlds over strategies that find different things: of every four worlds one is
 * swarm's, one random's, one guided's and one PCT's. Where faults keep each other from showing what
 * they can do, swarm is far ahead; where all of them are needed, random is.
 */
final class AutoSource implements Source {
  private static final int ROUND = 4;

  private final Source swarm;
  private final Source random;
  private final Source guided;
  private final Source pct;

  AutoSource(CampaignPlan plan) {
    this.swarm = Source.swarm(plan.withStrategy(Strategy.SWARM));
    this.random = Source.random(plan.withStrategy(Strategy.RANDOM));
    this.guided = Source.guided(plan.withStrategy(Strategy.GUIDED));
    this.pct = Source.pct(plan.withStrategy(Strategy.Pct.DEFAULT), Strategy.Pct.DEFAULT.depth());
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
      case 1 -> guided.run(round, pulse);
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
      case 1 -> guided.world(firstSeed, round);
      case 2 -> random.world(firstSeed, round) + " under random";
      default -> pct.world(firstSeed, round) + " under " + Strategy.Pct.DEFAULT.text();
    };
  }

  @Override
  public String bound(int worlds) {
    return pct.bound(worlds / ROUND);
  }
}
