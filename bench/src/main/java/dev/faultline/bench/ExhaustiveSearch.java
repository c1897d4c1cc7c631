package dev.faultline.bench;

import dev.faultline.examples.pingpong.PingPong;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignPlan;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Settings;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * How many distinct states a second the exhaustive search sees: ping-pong with three clients and
 * four pings, without reduction, in one thread. Run with {@code main}; prints one line a search.
 */
public final class ExhaustiveSearch {
  private static final int WARM_UP = 10;
  private static final int MEASURED = 21;

  private ExhaustiveSearch() {}

  /** Searches again and again. */
  public static void main(String[] args) {
    PingPong scenario = new PingPong();
    CampaignPlan plan = CampaignPlan.of(scenario, new Settings(scenario.settings(), Map.of()), 1);
    double[] rates = new double[MEASURED];
    for (int i = -WARM_UP; i < MEASURED; i++) {
      long start = System.nanoTime();
      Exploration seen = Objects.requireNonNull(new Campaign(plan).run().exploration());
      double rate = seen.states() * 1e9 / (System.nanoTime() - start);
      System.out.printf(
          "%s %,d states, %,d transitions, %,.0f states/s%n",
          i < 0 ? "warm-up" : "measured", seen.states(), seen.transitions(), rate);
      if (i >= 0) {
        rates[i] = rate;
      }
    }
    Arrays.sort(rates);
    System.out.printf(
        "median %,.0f states/s, best %,.0f states/s%n", rates[MEASURED / 2], rates[MEASURED - 1]);
  }
}
