package dev.faultline.chaos.plan;

import dev.faultline.core.plan.Selector;
import java.util.List;
import java.util.Optional;

/** Which targets a plan's faults may strike, and what may become of them, before it is played. */
final class StruckTargets {
  private StruckTargets() {}

  /** Those of a role; all where none is named. */
  static List<Target> of(List<Target> targets, Optional<String> role) {
    return targets.stream()
        .filter(target -> role.isEmpty() || target.roles().contains(role.get()))
        .toList();
  }

  /** Whether a fault of the plan may set this target's clock. */
  static boolean skews(Plan plan, Target target) {
    return plan.phases().stream()
        .flatMap(phase -> phase.faults().stream())
        .anyMatch(fault ->
            fault instanceof PlanFault.Skew skew
                && of(plan.targets(), skew.role()).contains(target));
  }

  /** How many targets the faults of one phase may strike together, at worst. */
  static int struckAtOnce(List<Target> targets, List<PlanFault> faults) {
    int sum = 0;
    for (PlanFault fault : faults) {
      if (fault instanceof PlanFault.OnProcesses struck) {
        sum += count(targets, struck);
      }
    }
    return Math.min(sum, targets.size());
  }

  /** How many targets the faults of one phase may leave dead for the phases after it. */
  static int leftDead(List<Target> targets, List<PlanFault> faults) {
    int sum = 0;
    for (PlanFault fault : faults) {
      boolean leaves =
          switch (fault) {
            case PlanFault.Send send -> !send.restarts() || anyFound(targets, send);
            // The target may end because of the fault, and the plan does not restart it.
            case PlanFault.OnDisk disk ->
                mayEnd(disk.what()) && (!disk.restarts() || anyFound(targets, disk));
            case PlanFault.Pause _,
                PlanFault.Slow _,
                PlanFault.Skew _,
                PlanFault.Partition _,
                PlanFault.Delay _,
                PlanFault.Memory _,
                PlanFault.OnProxy _ ->
                false;
          };
      if (leaves && fault instanceof PlanFault.OnProcesses struck) {
        sum += count(targets, struck);
      }
    }
    return sum;
  }

  /** Whether programs may end because of the fault. */
  static boolean mayEnd(DiskFault what) {
    return switch (what) {
      case DiskFault.Slow _ -> false;
      case DiskFault.Full _, DiskFault.FailingSyncs _ -> true;
    };
  }

  private static boolean anyFound(List<Target> targets, PlanFault.OnProcesses struck) {
    return of(targets, struck.role()).stream()
        .anyMatch(target -> !(target.source() instanceof Target.Started));
  }

  private static int count(List<Target> targets, PlanFault.OnProcesses struck) {
    int of = of(targets, struck.role()).size();
    return struck.targets() == Selector.PRIMARIES ? Math.min(1, of) : struck.targets().of(of);
  }

  /** Whether a proxy is between this target and another one. */
  static boolean isLinked(List<PlanProxy> proxies, String target) {
    return proxies.stream().anyMatch(proxy -> proxy.isBetweenTargets() && proxy.touches(target));
  }
}
