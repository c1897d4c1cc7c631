package dev.faultline.explore;

import org.jspecify.annotations.Nullable;

/**
 * Spreads the worlds over strategies that find different things: of every four worlds two are
 * swarm's, which is the best single bet, one is guided's and one is PCT's.
 */
final class AutoSource implements Source {
  private static final int ROUND = 4;

  private final Source swarm;
  private final Source guided;
  private final Source pct;

  AutoSource(CampaignPlan plan) {
    this.swarm = Source.of(plan.withStrategy(Strategy.SWARM));
    this.guided = Source.of(plan.withStrategy(Strategy.GUIDED));
    this.pct = Source.of(plan.withStrategy(Strategy.Pct.DEFAULT));
  }

  @Override
  public int chunk(int usual) {
    return 1;
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    int round = index / ROUND;
    return switch (index % ROUND) {
      case 0 -> swarm.run(2 * round, pulse);
      case 1 -> guided.run(round, pulse);
      case 2 -> swarm.run(2 * round + 1, pulse);
      default -> pct.run(round, pulse);
    };
  }

  @Override
  public String bound() {
    return pct.bound();
  }
}
