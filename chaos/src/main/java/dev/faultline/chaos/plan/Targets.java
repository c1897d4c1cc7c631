package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.kubernetes.PodStrike;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.process.Procfs;
import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.skew.JvmClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The processes of a plan's system: those that the plan starts and those that it finds. */
final class Targets {
  private final Plan plan;
  private final ProcessControl control;
  private final Processes processes;
  private final Path clockAgent;
  private final Map<String, ProcessId> ids = new TreeMap<>();
  private final Set<String> died = new TreeSet<>();
  private final PodTargets pods;

  Targets(Plan plan, Path state, ProcessControl control, Processes processes, PodTargets pods) {
    this.plan = plan;
    this.control = control;
    this.processes = processes;
    this.clockAgent = state.resolve("clock-agent.jar").toAbsolutePath();
    this.pods = pods;
  }

  /**
   * Finds those that run already; each has to be one process that may be struck.
   *
   * @throws PlanException that names the target and what was expected
   */
  void find() {
    for (Target target : plan.targets()) {
      if (target.source() instanceof Target.OfPods of) {
        requirePods(target, of);
      }
      if (target.source() instanceof Target.Found found) {
        String place = target.place() + ": target '" + target.name() + "'";
        try {
          List<ProcessView> views = found.finder().find(control.procfs());
          if (views.size() != 1) {
            throw new PlanException(
                "%s: '%s' finds %d processes, expected one"
                    .formatted(place, found.finder(), views.size()));
          }
          ProcessView view = views.getFirst();
          check(place, view.id());
          if (!view.isRunning()) {
            throw new PlanException(
                place + ": " + view.id() + " is stopped, expected one that runs");
          }
          if (ids.containsValue(view.id())) {
            throw new PlanException(
                place + ": " + view.id() + " is another target already, expected one of its own");
          }
          ids.put(target.name(), view.id());
        } catch (IOException e) {
          throw new PlanException(place + ": " + e.getMessage(), e);
        }
      }
    }
  }

  /** The process that a target was found as; empty for others, and before {@link #find}. */
  Optional<ProcessId> found(Target target) {
    return target.source() instanceof Target.Found
        ? Optional.ofNullable(ids.get(target.name()))
        : Optional.empty();
  }

  private void requirePods(Target target, Target.OfPods of) {
    String place = target.place() + ": target '" + target.name() + "'";
    try {
      if (!pods.isRunning(of)) {
        throw new PlanException(
            "%s: no running pod has the labels %s=%s,%s"
                .formatted(place, PodStrike.LABEL, plan.name(), of.selector()));
      }
    } catch (IOException e) {
      throw new PlanException(place + ": " + e.getMessage(), e);
    }
  }

  private void check(String place, ProcessId id) throws IOException {
    Optional<String> reason = control.protection().reason(id);
    if (reason.isPresent()) {
      throw new PlanException(place + ": " + id + " is never struck: " + reason.get());
    }
    if (!control.protection().optedIn(id, plan.name())) {
      throw new PlanException(
          "%s: %s did not opt in to '%s'; docs/monkey.md says how it does"
              .formatted(place, id, plan.name()));
    }
  }

  ProcessId id(Target target) {
    return identity(target)
        .orElseThrow(
            () -> new IllegalStateException("target '" + target.name() + "' has not been started"));
  }

  /** The view of the machine's processes. */
  Procfs procfs() {
    return control.procfs();
  }

  /** The pods of the plan. */
  PodTargets pods() {
    return pods;
  }

  /** Describes the target for users. */
  String shown(Target target) {
    return target.source() instanceof Target.OfPods of
        ? "pods " + of.selector()
        : id(target).toString();
  }

  /** Whether the target is alive and not stopped. */
  boolean isRunning(Target target) throws IOException {
    if (target.source() instanceof Target.OfPods of) {
      return pods.isRunning(of);
    }
    Optional<ProcessId> id = identity(target);
    return id.isPresent()
        && control
            .procfs()
            .view(id.get().pid())
            .filter(view -> view.id().equals(id.get()) && view.isRunning())
            .isPresent();
  }

  /** Whether a target ignores a signal, so that it changes nothing. */
  boolean ignores(Target target, Signal signal) throws IOException {
    return control.ignores(id(target), signal);
  }

  /** Whether a signal that was sent to a process is blocked until now, so that nothing has come. */
  boolean keepsBack(ProcessId process, Signal signal) throws IOException {
    return control.keepsBack(process, signal);
  }

  private Optional<ProcessId> identity(Target target) {
    return target.source() instanceof Target.Started
        ? processes.id(target.name())
        : Optional.ofNullable(ids.get(target.name()));
  }

  /** Allows the target to be dead from now on, since a fault strikes it. */
  void expectEnd(Target target) {
    processes.expectEnd(target.name());
  }

  /**
   * The targets that have ended though no fault has struck them: each once. Those that the plan
   * found as well as those that it started.
   */
  List<String> endedByThemselves() {
    List<String> said = new ArrayList<>(processes.endedByThemselves());
    for (Target target : plan.targets()) {
      String name = target.name();
      Optional<ProcessId> id = found(target);
      if (id.isPresent() && !processes.mayEnd(name) && !died.contains(name) && isGone(id.get())) {
        died.add(name);
        said.add("'%s' (%s) has ended, by itself".formatted(name, id.get()));
      }
    }
    return said;
  }

  /** What cannot be looked at is not known to be gone. */
  private boolean isGone(ProcessId id) {
    try {
      return !control.procfs().isAlive(id);
    } catch (IOException e) {
      return false;
    }
  }

  /** Those that {@link #endedByThemselves} has told of. */
  Set<String> deadByThemselves() {
    Set<String> all = new TreeSet<>(processes.deadByThemselves());
    all.addAll(died);
    return all;
  }

  /** Starts a target; whether it is ready is asked by others. */
  void start(Target target, Target.Started how) throws Halt {
    processes.start(target.name(), how.command(), environment(target, how));
    if (processes.id(target.name()).isEmpty()) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED,
          "'%s' cannot be started: it ended at once, see %s"
              .formatted(target.name(), processes.log(target.name())));
    }
  }

  /** A JVM whose clock is to be set begins with what sets it. */
  private Map<String, String> environment(Target target, Target.Started how) throws Halt {
    Map<String, String> all = new TreeMap<>(how.environment());
    if (StruckTargets.skews(plan, target) && !clockAgent.toString().contains(" ")) {
      try {
        Files.createDirectories(clockAgent.getParent());
        String option =
            Files.exists(clockAgent) ? JvmClock.optionOf(clockAgent) : JvmClock.option(clockAgent);
        all.merge(JvmClock.VARIABLE, option, (own, ours) -> own + " " + ours);
      } catch (IOException e) {
        throw new Halt(
            PlanReport.Outcome.UNDECIDED, "what sets clocks cannot be written: " + e.getMessage());
      }
    }
    return all;
  }
}
