package dev.faultline.guard.plan;

import dev.faultline.core.Checks;
import java.util.Arrays;

/**
 * What a coordinator knows of each node: how much it can do, as measured, and how much its users
 * ask of it. From that follow its share of the work, whether it is a hot spot, and how much help
 * with recovery it may get or give.
 *
 * <p>Not thread-safe: the coordinator owns it.
 */
public final class Coordinator {
  private static final double WEIGHT = 0.25;

  private final double[] capacities;
  private final double[] demands;
  private final double target;
  private long misused;

  /**
   * Nodes of which all is taken to be equal until something is measured.
   *
   * @param nodes 1 to 100,000
   * @param capacity that each has until it was measured, in cost a second, more than 0
   * @param target the share of its capacity up to which a node is filled with users and recovery
   *     together, above 0 and up to 1
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Coordinator(int nodes, double capacity, double target) {
    Checks.within("nodes", nodes, 1, 100_000);
    Checks.within("capacity", capacity, Double.MIN_NORMAL, 1e18);
    this.target = Checks.within("target", target, Double.MIN_NORMAL, 1);
    capacities = new double[nodes];
    Arrays.fill(capacities, capacity);
    demands = new double[nodes];
  }

  /**
   * Learns what a node did while it was busy. Measures without time or work say nothing.
   *
   * @param node 0 up to the number of nodes; another is counted in {@link #misused()}
   * @param cost that it did
   * @param busySeconds in which it was busy with it
   */
  public void measured(int node, double cost, double busySeconds) {
    double capacity = cost / busySeconds;
    if (isOne(node) && busySeconds > 0 && capacity > 0 && capacity < Double.POSITIVE_INFINITY) {
      capacities[node] += WEIGHT * (capacity - capacities[node]);
    }
  }

  /**
   * Learns how much users ask of a node.
   *
   * @param node 0 up to the number of nodes; another is counted in {@link #misused()}
   * @param costPerSecond 0 or more; anything else is left out
   */
  public void demanded(int node, double costPerSecond) {
    if (isOne(node) && costPerSecond >= 0 && costPerSecond < Double.POSITIVE_INFINITY) {
      demands[node] += WEIGHT * (costPerSecond - demands[node]);
    }
  }

  /** What the nodes can do, in cost a second, for {@link Planner}. */
  public double[] capacities() {
    return capacities.clone();
  }

  /** Whether users alone ask more of a node than it should be filled with; no node is not hot. */
  public boolean isHot(int node) {
    return isOne(node) && demands[node] > target * capacities[node];
  }

  /**
   * How much recovery traffic a node may get, in cost a second: what users leave of the target. A
   * node in which they leave nothing still gets a hundredth, since one that never catches up never
   * helps. No node gets none.
   */
  public double recoveryRate(int node) {
    return !isOne(node)
        ? 0
        : Math.max(capacities[node] / 100, target * capacities[node] - demands[node]);
  }

  /** How often a node was named that does not exist. */
  public long misused() {
    return misused;
  }

  private boolean isOne(int node) {
    boolean isOne = node >= 0 && node < capacities.length;
    misused += isOne ? 0 : 1;
    return isOne;
  }
}
