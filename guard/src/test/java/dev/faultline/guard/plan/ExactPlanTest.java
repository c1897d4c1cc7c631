package dev.faultline.guard.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of a few pieces against the best that there is. */
class ExactPlanTest {
  private static final int ROUNDS = 1_500;

  /** How the costs of pieces are spread. */
  enum Costs {
    /** All of a size, so that rounding to nodes is what matters. */
    EVEN {
      @Override
      double draw(SplittableRandom random) {
        return 10 + random.nextInt(11);
      }
    },
    /** Small whole numbers, among which the worst cases are. */
    SMALL {
      @Override
      double draw(SplittableRandom random) {
        return 1 + random.nextInt(9);
      }
    },
    /** As in practice: most are small, some a hundred times as large. */
    HEAVY {
      @Override
      double draw(SplittableRandom random) {
        return Math.min(100, Math.pow(1 - random.nextDouble(), -1 / 1.3));
      }
    };

    abstract double draw(SplittableRandom random);
  }

  private static double[] costs(SplittableRandom random, Costs kind) {
    double[] costs = new double[1 + random.nextInt(12)];
    Arrays.setAll(costs, i -> kind.draw(random));
    return costs;
  }

  private static double ours(double[] costs, int nodes) {
    double[] capacities = new double[nodes];
    Arrays.fill(capacities, 1);
    return Planner.plan(costs, capacities).makespan();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void no_plan_is_beyond_the_bound_of_graham_and_none_of_these_a_tenth_longer_than_the_best(
      int nodes) {
    long seed = 1969 + nodes;
    SplittableRandom random = new SplittableRandom(seed);
    double bound = 4 / 3.0 - 1 / (3.0 * nodes);
    double worst = 1;
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Costs kind = Costs.values()[round % Costs.values().length];
      double[] costs = costs(random, kind);
      double ratio = ours(costs, nodes) / ExactPlan.makespan(costs, nodes);
      assertThat(ratio)
          .as("seed %d, round %d, %d nodes, %s", seed, round, nodes, Arrays.toString(costs))
          .isBetween(1 - 1e-9, bound + 1e-9);
      worst = Math.max(worst, ratio);
      sum += ratio;
    }
    assertThat(worst).as("seed %d, %d nodes", seed, nodes).isLessThan(1.1);
    assertThat(sum / ROUNDS).as("seed %d, %d nodes", seed, nodes).isLessThan(1.003);
  }

  /** Trying all places of each piece, without a cut. */
  @Test
  void the_best_is_what_trying_everything_finds() {
    long seed = 77;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      int nodes = 1 + random.nextInt(4);
      double[] costs = new double[1 + random.nextInt(7)];
      Costs kind = Costs.values()[round % Costs.values().length];
      Arrays.setAll(costs, i -> kind.draw(random));
      assertThat(ExactPlan.makespan(costs, nodes))
          .as("seed %d, round %d, %d nodes, %s", seed, round, nodes, Arrays.toString(costs))
          .isCloseTo(everything(costs, nodes), within(1e-9));
    }
  }

  private static double everything(double[] costs, int nodes) {
    double best = Double.MAX_VALUE;
    int ways = (int) Math.pow(nodes, costs.length);
    for (int way = 0; way < ways; way++) {
      double[] loads = new double[nodes];
      int rest = way;
      for (double cost : costs) {
        loads[rest % nodes] += cost;
        rest /= nodes;
      }
      best = Math.min(best, Arrays.stream(loads).max().orElseThrow());
    }
    return best;
  }
}
