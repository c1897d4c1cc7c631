package dev.faultline.bench.guard;

import com.google.ortools.Loader;
import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import dev.faultline.guard.plan.Assignment;
import java.util.Arrays;

/**
 * The best plan that OR-tools finds when it may take its time, and what no plan can be better than.
 *
 * @param makespan of its plan
 * @param bound that no plan can be shorter than, as proved
 */
record OfflineBest(double makespan, double bound) {
  /** A plan that is proved to be so near to the best, as a share, is good enough. */
  private static final double GAP = 0.0001;

  /** Loads the native library. */
  static void load() {
    Loader.loadNativeLibraries();
  }

  /**
   * Improves a plan with CP-SAT on two cores.
   *
   * @param speeds cost that each node does in a unit of time, small whole numbers
   * @param start to improve on
   * @param seconds after which the best so far is taken
   */
  static OfflineBest of(long[] costs, int[] speeds, Assignment start, double seconds) {
    // Time is counted in so small a unit that each node does one unit of cost in a whole number.
    long unit = Arrays.stream(speeds).asLongStream().reduce(1, OfflineBest::commonMultiple);
    CpModel model = new CpModel();
    LinearExprBuilder[] loads = new LinearExprBuilder[speeds.length];
    Arrays.setAll(loads, node -> LinearExpr.newBuilder());
    for (int piece = 0; piece < costs.length; piece++) {
      Literal[] places = new Literal[speeds.length];
      for (int node = 0; node < speeds.length; node++) {
        BoolVar isHere = model.newBoolVar("");
        places[node] = isHere;
        loads[node].addTerm(isHere, costs[piece] * (unit / speeds[node]));
        model.addHint(isHere, start.node(piece) == node ? 1 : 0);
      }
      model.addExactlyOne(places);
    }
    IntVar makespan = model.newIntVar(0, Arrays.stream(costs).sum() * unit, "makespan");
    for (LinearExprBuilder load : loads) {
      model.addLessOrEqual(load, makespan);
    }
    model.minimize(makespan);
    CpSolver solver = new CpSolver();
    solver
        .getParameters()
        .setNumWorkers(2)
        .setRandomSeed(1)
        .setRelativeGapLimit(GAP)
        .setMaxTimeInSeconds(seconds);
    CpSolverStatus status = solver.solve(model);
    if (status != CpSolverStatus.OPTIMAL && status != CpSolverStatus.FEASIBLE) {
      throw new AssertionError("OR-tools found no plan in " + seconds + " s: " + status);
    }
    // With many pieces the solver may run out of time before it has looked at its start, or proved
    // anything: then the start is the best, and the mean load and the longest piece are the bound.
    int fastest = Arrays.stream(speeds).max().orElseThrow();
    double mean = (double) Arrays.stream(costs).sum() / Arrays.stream(speeds).sum();
    double longest = (double) Arrays.stream(costs).max().orElse(0) / fastest;
    return new OfflineBest(
        Math.min(start.makespan(), solver.objectiveValue() / unit),
        Math.max(Math.max(mean, longest), solver.bestObjectiveBound() / unit));
  }

  /** Whether no plan is better than this one by more than the gap. */
  boolean isProved() {
    // The solver's gap is a share of the makespan, and a share of the bound is a little more.
    return makespan <= bound * (1 + 2 * GAP);
  }

  private static long commonMultiple(long one, long other) {
    long a = one;
    long b = other;
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return one / a * other;
  }
}
