package dev.faultline.guard.plan;

import dev.faultline.core.Checks;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Predicts what a piece of work costs from what pieces of its kind have cost before.
 *
 * <p>The prediction is a moving mean with a memory of about eight executions. A kind that was never
 * seen costs as much as the mean of all; before anything was finished all cost 1, so that a plan
 * spreads them. The kinds used least recently are forgotten.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <K> kinds of work, with {@code equals} and {@code hashCode}
 */
public final class CostBook<K> {
  private static final double WEIGHT = 0.125;

  /** Any cost above 0 does: all kinds are the same then. */
  private static final double UNKNOWN = 1;

  private final int mostKinds;
  private final Map<K, Double> costs = new LinkedHashMap<>(16, 0.75f, true);
  private double mean;
  private long seen;

  /**
   * Knows nothing yet.
   *
   * @param mostKinds of which it keeps the cost, 1 to 10,000,000
   */
  public CostBook(int mostKinds) {
    this.mostKinds = Checks.within("mostKinds", mostKinds, 1, 10_000_000);
  }

  /**
   * Learns from an execution. What is negative or no number is left out.
   *
   * @param cost in any unit, the same for all kinds
   */
  public void finished(K kind, double cost) {
    if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
      return;
    }
    seen++;
    mean += (cost - mean) * Math.max(WEIGHT, 1.0 / seen);
    costs.merge(kind, cost, (before, now) -> before + (now - before) * WEIGHT);
    if (costs.size() > mostKinds) {
      costs.remove(costs.keySet().iterator().next());
    }
  }

  /** What a piece of that kind will cost; 1 when nothing was ever finished. */
  public double predicted(K kind) {
    Double cost = costs.get(kind);
    if (cost != null) {
      return cost;
    }
    return seen == 0 ? UNKNOWN : mean;
  }
}
