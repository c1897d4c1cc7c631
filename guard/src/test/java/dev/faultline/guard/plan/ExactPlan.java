package dev.faultline.guard.plan;

import java.util.Arrays;

/**
 * The best makespan that there is, on equal nodes: the oracle of {@link ExactPlanTest}. Branch and
 * bound, depth first, the longest piece first; it shares nothing with {@link Planner}.
 *
 * <p>A branch is cut where a load, or the mean of what is done and what is left, is no better than
 * the best so far. Of nodes with one load only the first is tried: they are interchangeable.
 */
final class ExactPlan {
  private final double[] costs;
  private final double[] loads;
  private double left;
  private double best;

  private ExactPlan(double[] costs, int nodes) {
    this.costs = costs.clone();
    Arrays.sort(this.costs);
    loads = new double[nodes];
    left = Arrays.stream(costs).sum();
    best = left;
  }

  /** The least makespan of these pieces; for a dozen pieces, since it is exponential. */
  static double makespan(double[] costs, int nodes) {
    ExactPlan plan = new ExactPlan(costs, nodes);
    plan.place(costs.length - 1, 0);
    return plan.best;
  }

  /** Places the pieces up to this one, in all ways that may be better. */
  private void place(int piece, double longest) {
    if (piece < 0) {
      best = Math.min(best, longest);
      return;
    }
    double cost = costs[piece];
    for (int node = 0; node < loads.length; node++) {
      double before = loads[node];
      if (isTried(node, before) || before + cost >= best) {
        continue;
      }
      double placed = Math.max(longest, before + cost);
      loads[node] = before + cost;
      left -= cost;
      if (bound() < best * (1 + 1e-12)) {
        place(piece - 1, placed);
      }
      left += cost;
      loads[node] = before;
    }
  }

  private boolean isTried(int node, double load) {
    for (int other = 0; other < node; other++) {
      if (loads[other] == load) {
        return true;
      }
    }
    return false;
  }

  /** No branch below can be shorter: the mean load when all is placed. */
  private double bound() {
    return (Arrays.stream(loads).sum() + left) / loads.length;
  }
}
