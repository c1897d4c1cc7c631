package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.monkey.undo.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The processes of a plan's system, those that it starts and those that it finds. */
final class Targets {
  /** How long one that was asked to end may take before it is killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Plan plan;
  private final Path logs;
  private final ProcessControl control;
  private final Strikes strikes;
  private final InstantSource clock;
  private final Map<String, String> variables;
  private final Map<String, ProcessId> ids = new TreeMap<>();
  private final Map<String, Owned> owned = new TreeMap<>();
  private int starts;

  /** A process that the plan started. */
  private record Owned(Process process, Optional<Undo> undo) {}

  Targets(
      Plan plan,
      Path state,
      ProcessControl control,
      Strikes strikes,
      InstantSource clock,
      Map<String, String> variables) {
    this.plan = plan;
    this.logs = state.resolve("logs");
    this.control = control;
    this.strikes = strikes;
    this.clock = clock;
    this.variables = variables;
  }

  /**
   * Finds those that run already; each has to be one process that may be struck.
   *
   * @throws PlanException that names the target and what was expected
   */
  void find() {
    for (Target target : plan.targets()) {
      if (target.source() instanceof Target.Found found) {
        String place = target.place() + ": target '" + target.name() + "'";
        try {
          List<ProcessView> views = found.finder().find(control.procfs());
          if (views.size() != 1) {
            throw new PlanException(
                "%s: '%s' finds %d processes, expected one"
                    .formatted(place, found.finder(), views.size()));
          }
          check(place, views.getFirst().id());
          ids.put(target.name(), views.getFirst().id());
        } catch (IOException e) {
          throw new PlanException(place + ": " + e.getMessage(), e);
        }
      }
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
    ProcessId id = ids.get(target.name());
    if (id == null) {
      throw new IllegalStateException("target '" + target.name() + "' has not been started");
    }
    return id;
  }

  boolean isAlive(Target target) throws IOException {
    ProcessId id = ids.get(target.name());
    return id != null && control.procfs().isAlive(id);
  }

  /** Starts a target; whether it is ready is asked by others. */
  void start(Target target, Target.Started how) throws Halt {
    start(target.name(), how.command(), how.environment());
    if (!ids.containsKey(target.name())) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED,
          "'%s' cannot be started: it ended at once, see %s"
              .formatted(target.name(), logs.resolve(target.name() + ".log")));
    }
  }

  /** Starts a command of the plan's own, such as its load. */
  Process start(String name, List<String> command, Map<String, String> environment) throws Halt {
    try {
      Files.createDirectories(logs);
      Path log = logs.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(plan.folder().toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(variables);
      builder.environment().putAll(environment);
      builder.environment().put("FAULTLINE_TARGET", name);
      Process process = builder.start();
      // One that has ended already, as a short load may, has nothing to undo and no identity; its
      // exit code is asked for by whoever needs it to live.
      Optional<ProcessView> view = control.procfs().view((int) process.pid());
      owned.put(name, new Owned(process, own(name, view)));
      return process;
    } catch (IOException e) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED, "'" + name + "' cannot be started: " + e.getMessage());
    }
  }

  private Optional<Undo> own(String name, Optional<ProcessView> view) throws IOException {
    ids.remove(name);
    if (view.isEmpty()) {
      return Optional.empty();
    }
    ProcessId id = view.get().id();
    Instant now = clock.instant();
    Undo undo = strikes.own(plan.name() + "-" + now.toEpochMilli() + "-" + ++starts, id, now);
    control.protection().adopt(id);
    ids.put(name, id);
    return Optional.of(undo);
  }

  /** Why a target that the plan started is dead; empty where it lives. */
  Optional<String> ended(String name) {
    Owned one = owned.get(name);
    return one == null || one.process().isAlive()
        ? Optional.empty()
        : Optional.of(
            "'%s' ended with %d, see %s"
                .formatted(name, one.process().exitValue(), logs.resolve(name + ".log")));
  }

  /** Ends a process that the plan started, and what it has started; returns what could not be. */
  List<String> end(String name) {
    Owned one = owned.remove(name);
    List<String> failures = new ArrayList<>();
    if (one == null) {
      return failures;
    }
    List<ProcessHandle> children = one.process().descendants().toList();
    one.process().destroy();
    children.forEach(ProcessHandle::destroy);
    try {
      if (!one.process().waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        one.process().destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      one.process().destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    one.undo()
        .map(strikes::undo)
        .filter(undone -> !undone.done())
        .ifPresent(undone -> failures.add(undone.said()));
    return failures;
  }

  /** Ends all that the plan started; returns what could not be. */
  List<String> endAll() {
    List<String> failures = new ArrayList<>();
    for (String name : List.copyOf(owned.keySet())) {
      failures.addAll(end(name));
    }
    return failures;
  }
}
