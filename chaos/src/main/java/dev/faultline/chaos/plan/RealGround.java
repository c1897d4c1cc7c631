package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.yaml.Place;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.core.plan.PlannedCheck;
import dev.faultline.core.plan.PlannedFault;
import dev.faultline.core.plan.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The real processes for a plan that does not define its members itself. {@link #plan(FaultPlan)}
 * combines both.
 *
 * @param folder the folder to which files and commands are relative
 * @param targets processes with the same names as the plan's members; they take their roles from
 *     the plan
 * @param proxies the proxies between the targets
 * @param load a shell command that drives the system
 * @param probes the probes to which the plan refers by name
 */
public record RealGround(
    Path folder,
    List<Target> targets,
    List<PlanProxy> proxies,
    Optional<String> load,
    List<Probe> probes) {
  public RealGround {
    targets = List.copyOf(targets);
    proxies = List.copyOf(proxies);
    probes = List.copyOf(probes);
  }

  /**
   * Returns the plan for these processes.
   *
   * @throws PlanException if the plan cannot run with these processes; the message names every
   *     reason
   */
  public Plan plan(FaultPlan faults) {
    List<String> reasons = new ArrayList<>();
    List<Target> members = new ArrayList<>();
    for (FaultPlan.Member member : faults.members()) {
      Optional<Target> target =
          targets.stream().filter(one -> one.name().equals(member.name())).findFirst();
      target.ifPresentOrElse(
          one ->
              members.add(
                  new Target(
                      one.place(),
                      one.name(),
                      member.roles(),
                      one.source(),
                      one.primary(),
                      one.disk())),
          () -> reasons.add("there is no target '" + member.name() + "'"));
    }
    Plan plan =
        new Plan(
            faults.name(),
            folder,
            OptionalLong.empty(),
            faults.limit(),
            members,
            proxies,
            load,
            asked("steady", faults.steady(), reasons),
            asked("stop", faults.stop(), reasons),
            faults.phases().stream().map(phase -> phase(phase, members, reasons)).toList(),
            new Plan.Quiet(faults.quiet().limit(), asked("quiet", faults.quiet().until(), reasons)),
            checks(faults.checks(), reasons));
    if (!reasons.isEmpty()) {
      throw new PlanException(
          "plan '%s' cannot be played with these processes: %s"
              .formatted(faults.name(), String.join("; ", reasons)));
    }
    return plan;
  }

  private List<Probe> asked(String where, List<String> names, List<String> reasons) {
    List<Probe> asked = new ArrayList<>();
    names.forEach(name -> probe(where, name, reasons).ifPresent(asked::add));
    return asked;
  }

  private Optional<Probe> probe(String where, String name, List<String> reasons) {
    Optional<Probe> probe = probes.stream().filter(one -> one.name().equals(name)).findFirst();
    if (probe.isEmpty()) {
      reasons.add("%s: there is no probe '%s'".formatted(where, name));
    }
    return probe;
  }

  private List<FinalCheck> checks(List<PlannedCheck> checks, List<String> reasons) {
    List<FinalCheck> all = new ArrayList<>();
    for (PlannedCheck check : checks) {
      switch (check) {
        case PlannedCheck.Holds(var name) ->
            probe("checks", name, reasons)
                .ifPresent(probe -> all.add(new FinalCheck.Holds(Place.NONE, probe)));
        case PlannedCheck.Sometimes(var name) ->
            probe("checks", name, reasons)
                .ifPresent(probe -> all.add(new FinalCheck.Sometimes(Place.NONE, probe)));
        case PlannedCheck.History(var name, var model, var level) ->
            all.add(new FinalCheck.History(Place.NONE, folder.resolve(name), model, level));
      }
    }
    return all;
  }

  private Phase phase(FaultPlan.Phase phase, List<Target> members, List<String> reasons) {
    List<PlanFault> faults = new ArrayList<>();
    for (PlannedFault fault : phase.faults()) {
      List<Target> of = StruckTargets.of(members, fault.role());
      missing(fault, of)
          .ifPresentOrElse(
              reason ->
                  reasons.add("phase '%s': '%s': %s".formatted(phase.name(), fault.text(), reason)),
              () -> faults.add(fault(fault)));
    }
    return new Phase(
        Place.NONE, phase.name(), phase.duration(), Optional.empty(), faults, List.of());
  }

  /** What the targets lack that this fault needs; empty if nothing. */
  private Optional<String> missing(PlannedFault fault, List<Target> of) {
    for (Target target : of) {
      if (target.source() instanceof Target.OfPods
          && (fault instanceof PlannedFault.Pause || fault instanceof PlannedFault.Clock)) {
        return Optional.of("target '%s' is of pods".formatted(target.name()));
      }
      boolean misses =
          switch (fault) {
            case PlannedFault.Partition _, PlannedFault.Delay _ ->
                !StruckTargets.isLinked(proxies, target.name());
            case PlannedFault.SlowDisk _, PlannedFault.FullDisk _ -> target.disk().isEmpty();
            case PlannedFault.Kill _, PlannedFault.Pause _, PlannedFault.Clock _ -> false;
          };
      if (misses) {
        return Optional.of("target '%s' has no %s".formatted(target.name(), needed(fault)));
      }
      if (fault.members() == Selector.PRIMARIES && target.primary().isEmpty()) {
        return Optional.of("target '%s' has no probe 'primary'".formatted(target.name()));
      }
    }
    if (fault instanceof PlannedFault.Clock(var _, var _, var offset, double rate)) {
      try {
        assert new ProcessFault.Skew(offset, rate, Duration.ofSeconds(1)).rate() == rate;
      } catch (IllegalArgumentException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private static String needed(PlannedFault fault) {
    return fault instanceof PlannedFault.Partition || fault instanceof PlannedFault.Delay
        ? "proxy to another target"
        : "disk";
  }

  private static PlanFault fault(PlannedFault fault) {
    Place place = Place.NONE;
    return switch (fault) {
      case PlannedFault.Kill(var members, var role, boolean restarts) ->
          new PlanFault.Send(place, members, role, Signal.KILL, restarts);
      case PlannedFault.Pause(var members, var role) -> new PlanFault.Pause(place, members, role);
      case PlannedFault.Clock(var members, var role, var offset, double rate) ->
          new PlanFault.Skew(place, members, role, offset, rate);
      case PlannedFault.Partition(var members, var role) ->
          new PlanFault.Partition(place, members, role);
      case PlannedFault.Delay(var members, var role, var by) ->
          new PlanFault.Delay(place, members, role, by);
      case PlannedFault.SlowDisk(var members, var role, var by) ->
          new PlanFault.OnDisk(place, members, role, new DiskFault.Slow(by), true);
      case PlannedFault.FullDisk(var members, var role) ->
          new PlanFault.OnDisk(place, members, role, new DiskFault.Full(), true);
    };
  }
}
