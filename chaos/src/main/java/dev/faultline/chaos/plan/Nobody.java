package dev.faultline.chaos.plan;

import dev.faultline.core.plan.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses faults that find nobody, whatever is drawn: the faults before them strike everybody. */
final class Nobody {
  /**
   * A fault that comes before another one in its phase.
   *
   * @param least how many targets it strikes at least, if it is not the end of the plan
   * @param most how many it strikes at most
   */
  private record Before(Set<Target> of, int least, int most) {
    /** How many of these it strikes at least. No two faults of a phase strike the same target. */
    int leastOf(Set<Target> others) {
      if (least >= of.size()) {
        return (int) of.stream().filter(others::contains).count();
      }
      return others.containsAll(of) ? least : 0;
    }
  }

  private Nobody() {}

  /**
   * Checks the faults of one phase.
   *
   * @throws PlanException if one of them cannot strike any target
   */
  static void refuse(List<Target> targets, List<PlanFault> faults) {
    List<Before> all = new ArrayList<>();
    for (PlanFault fault : faults) {
      if (fault instanceof PlanFault.OnProcesses struck) {
        Set<Target> of = new HashSet<>(StruckTargets.of(targets, struck.role()));
        int taken = 0;
        int most = 0;
        for (Before before : all) {
          most += before.most();
          taken += before.leastOf(of);
        }
        if (taken >= of.size()) {
          throw new PlanException(
              "%s: '%s' finds nobody: of its %d targets each is struck already by the faults before it in this phase"
                  .formatted(fault.place(), struck.targets().text(), of.size()));
        }
        boolean primaries = struck.targets() == Selector.PRIMARIES;
        int count = primaries ? 1 : struck.targets().of(of.size());
        all.add(
            new Before(
                of, Math.max(1, Math.min(count, of.size() - most)), primaries ? of.size() : count));
      }
    }
  }
}
