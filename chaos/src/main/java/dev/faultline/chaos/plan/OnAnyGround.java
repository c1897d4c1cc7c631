package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.core.plan.PlannedCheck;
import dev.faultline.core.plan.PlannedFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of a plan that does not depend on where it runs. */
final class OnAnyGround {
  private final Plan plan;
  private final List<String> reasons = new ArrayList<>();

  OnAnyGround(Plan plan) {
    this.plan = plan;
  }

  /**
   * The part that is the same everywhere.
   *
   * @throws PlanException if the plan uses features that only real processes have; the message
   *     names each one and its place
   */
  FaultPlan plan() {
    List<FaultPlan.Phase> phases = plan.phases().stream().map(this::phase).toList();
    if (!reasons.isEmpty()) {
      throw new PlanException(String.join("; ", reasons));
    }
    return new FaultPlan(
        plan.name(),
        plan.limit(),
        plan.targets().stream()
            .map(target -> new FaultPlan.Member(target.name(), target.roles()))
            .toList(),
        names(plan.steady()),
        names(plan.stop()),
        phases,
        new FaultPlan.Quiet(plan.quiet().limit(), names(plan.quiet().until())),
        plan.checks().stream().map(this::check).toList());
  }

  private static List<String> names(List<Probe> probes) {
    return probes.stream().map(Probe::name).toList();
  }

  private FaultPlan.Phase phase(Phase phase) {
    if (!phase.commands().isEmpty()) {
      reasons.add(
          "%s: phase '%s' runs '%s', a command, which only real processes have"
              .formatted(phase.place(), phase.name(), phase.commands().getFirst().name()));
    }
    List<PlannedFault> faults = new ArrayList<>();
    phase.faults().forEach(fault -> fault(fault).ifPresent(faults::add));
    return new FaultPlan.Phase(phase.name(), phase.duration(), faults);
  }

  private Optional<PlannedFault> fault(PlanFault fault) {
    return switch (fault) {
      case PlanFault.Send send ->
          send.signal().equals(Signal.KILL)
              ? Optional.of(new PlannedFault.Kill(send.targets(), send.role(), send.restarts()))
              : refused(fault, send.signal() + " is a signal other than KILL");
      case PlanFault.Pause pause ->
          Optional.of(new PlannedFault.Pause(pause.targets(), pause.role()));
      case PlanFault.Skew skew ->
          Optional.of(
              new PlannedFault.Clock(skew.targets(), skew.role(), skew.offset(), skew.rate()));
      case PlanFault.Partition cut ->
          Optional.of(new PlannedFault.Partition(cut.targets(), cut.role()));
      case PlanFault.Delay delay ->
          Optional.of(new PlannedFault.Delay(delay.targets(), delay.role(), delay.by()));
      case PlanFault.OnDisk disk ->
          switch (disk.what()) {
            case DiskFault.Slow(var by) ->
                Optional.of(new PlannedFault.SlowDisk(disk.targets(), disk.role(), by));
            case DiskFault.Full _ ->
                Optional.of(new PlannedFault.FullDisk(disk.targets(), disk.role()));
            case DiskFault.FailingSyncs _ -> refused(fault, "'failing' is of real disks");
          };
      case PlanFault.Slow _ -> refused(fault, "'slow' is a share of a real core");
      case PlanFault.Memory _ -> refused(fault, "'memory' is that of a real machine");
      case PlanFault.OnProxy toxic ->
          refused(
              fault,
              "the toxic '%s' is of a real proxy, expected partition or delay of targets"
                  .formatted(toxic.toxic().toxic().type()));
    };
  }

  private Optional<PlannedFault> refused(PlanFault fault, String reason) {
    reasons.add(fault.place() + ": " + reason);
    return Optional.empty();
  }

  private PlannedCheck check(FinalCheck check) {
    return switch (check) {
      case FinalCheck.Holds(var _, var probe) -> new PlannedCheck.Holds(probe.name());
      case FinalCheck.Sometimes(var _, var probe) -> new PlannedCheck.Sometimes(probe.name());
      case FinalCheck.History(var _, var file, var model, var level) ->
          new PlannedCheck.History(
              plan.folder().toAbsolutePath().relativize(file.toAbsolutePath()).toString(),
              model,
              level);
    };
  }
}
