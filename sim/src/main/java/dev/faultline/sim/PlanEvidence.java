package dev.faultline.sim;

import dev.faultline.core.plan.FaultPlan;
import dev.faultline.core.plan.PlannedFault;
import dev.faultline.sim.disk.SimDisk;
import dev.faultline.sim.node.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Whether anything met the faults of a plan while they were active: a cut between nodes that send
 * each other nothing, a full disk that is not written to or a wrong clock that is not read changes
 * nothing, and a world in which all is well then says nothing about that fault.
 */
final class PlanEvidence {
  private final World world;
  private final Set<String> disks = new LinkedHashSet<>();
  private final Set<String> messages = new LinkedHashSet<>();
  private final Set<String> clocks = new LinkedHashSet<>();

  PlanEvidence(World world) {
    this.world = world;
  }

  /** Reasons why faults changed nothing; none if something met each of them. */
  List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    add(reasons, "no call of a node met ", disks);
    add(reasons, "no message met ", messages);
    add(reasons, "no node read the clock of ", clocks);
    return reasons;
  }

  private static void add(List<String> reasons, String text, Set<String> faults) {
    if (!faults.isEmpty()) {
      reasons.add(text + String.join(", ", faults));
    }
  }

  /** Calls of these nodes' disks have to meet a fault that has just begun. */
  void ofDisks(PlannedFault fault, FaultPlan.Phase phase, List<String> names) {
    if (!names.isEmpty()) {
      expect(fault, phase, disks, () -> sum(names, PlanEvidence::callsStruck));
    }
  }

  private static long callsStruck(SimNode node) {
    SimDisk disk = node.disk;
    return disk == null ? 0 : disk.callsStruck();
  }

  /** Messages between these and those have to meet a fault that begins now. */
  void ofMessages(
      PlannedFault fault, FaultPlan.Phase phase, List<String> these, List<String> those) {
    expect(
        fault,
        phase,
        messages,
        () -> sum(these, one -> sum(those, other -> world.kernel.links().sentBetween(one, other))));
  }

  /** These nodes have to use the clocks that a fault sets wrong now. */
  void ofClocks(PlannedFault.Clock fault, FaultPlan.Phase phase, List<String> names) {
    // An offset is the wall clock's alone; timers and the monotonic clock have the rate.
    expect(
        fault,
        phase,
        clocks,
        () ->
            sum(
                names,
                node -> fault.rate() == 1 ? node.clock.wallReadings() : node.clock.ratedUses()));
  }

  private interface OfNode {
    long count(SimNode node);
  }

  private long sum(List<String> names, OfNode of) {
    long sum = 0;
    for (String name : names) {
      sum += of.count(world.kernel.node(name));
    }
    return sum;
  }

  /** Counts again when the phase is over. */
  private void expect(
      PlannedFault fault, FaultPlan.Phase phase, Set<String> unmet, LongSupplier count) {
    long before = count.getAsLong();
    Duration end =
        Duration.ofNanos(world.kernel.now()).plus(phase.duration()).minus(PlanScript.A_MOMENT);
    world.at(
        end,
        () -> {
          // Where the adversary has stopped nodes meanwhile, its faults are there instead.
          if (count.getAsLong() == before && !world.adversaryPlayed()) {
            unmet.add("'%s' in phase '%s'".formatted(fault.text(), phase.name()));
          }
        });
  }
}
