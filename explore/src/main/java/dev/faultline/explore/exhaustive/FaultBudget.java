package dev.faultline.explore.exhaustive;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.FaultView;
import java.util.Set;

/** How many faults have struck in a run, and whether the user's bound leaves room for another. */
final class FaultBudget {
  private final int most;
  private final Set<String> limits;
  private int struck;

  /** See {@link SearchedFaults#addOmissions}. */
  private int omissions;

  /**
   * @param most faults in a run; negative for no bound
   * @param limits hears where the bound kept a fault from striking
   */
  FaultBudget(int most, Set<String> limits) {
    this.most = most;
    this.limits = limits;
  }

  void begins(Fault fault, FaultView view) {
    if (fault instanceof Fault.Crash) {
      struck++;
    }
    omissions = Math.max(omissions, SearchedFaults.after(fault, view));
  }

  /** Something small has struck. */
  void struck() {
    struck++;
  }

  /** Whether there is room for one more; says so where there is not. */
  boolean left() {
    boolean left = most < 0 || struck < most;
    if (!left) {
      limits.add("at most " + most + " faults in a run");
    }
    return left;
  }

  /** How many have struck, where that says how many are left; else 0. */
  int spent() {
    return most < 0 ? 0 : struck;
  }

  int omissions() {
    return omissions;
  }
}
