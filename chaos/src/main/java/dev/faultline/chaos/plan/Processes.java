package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.monkey.undo.Undo;
import dev.faultline.chaos.monkey.undo.Undone;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The processes that a plan starts, by name: its targets, its load, its mounts and what takes
 * memory. Each has a record on disk from before it lives until it has ended.
 */
final class Processes {
  /** How long a process may take to end before it is killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  /** The name of the plan's load among what the plan started. */
  static final String LOAD = "load";

  /** What the names of mounts begin with; names of targets cannot. */
  static final String MOUNT = "mount@";

  private final Plan plan;
  private final Path logs;
  private final ProcessControl control;
  private final Strikes strikes;
  private final InstantSource clock;
  private final Map<String, String> variables;
  private final Map<String, Owned> owned = new TreeMap<>();
  private final Set<String> mayEnd = new TreeSet<>();
  private final Set<String> died = new TreeSet<>();
  private int starts;

  /**
   * A process that the plan started.
   *
   * @param id {@link ProcessId#NONE} if it ended before it was looked up
   * @param undo the undo on disk; its id is the mark of the process and its descendants
   */
  private record Owned(Process process, ProcessId id, Undo undo) {}

  /**
   * None yet.
   *
   * @param variables for all of them
   */
  Processes(
      Plan plan,
      Path state,
      ProcessControl control,
      Strikes strikes,
      InstantSource clock,
      Map<String, String> variables) {
    this.plan = plan;
    this.logs = logs(state);
    this.control = control;
    this.strikes = strikes;
    this.clock = clock;
    this.variables = variables;
  }

  /** The folder for the processes' output. */
  static Path logs(Path state) {
    return state.resolve("logs");
  }

  /** The identity of the last one of this name; empty if it ended before it was looked up. */
  Optional<ProcessId> id(String name) {
    return Optional.ofNullable(owned.get(name))
        .map(Owned::id)
        .filter(id -> !id.equals(ProcessId.NONE));
  }

  /** Allows what has this name to be dead from now on, until it is started again. */
  void expectEnd(String name) {
    mayEnd.add(name);
  }

  boolean mayEnd(String name) {
    return mayEnd.contains(name);
  }

  /** No longer allows the target to be dead: the fault is over and the target is alive. */
  void expectLife(String name) {
    mayEnd.remove(name);
  }

  /** Where the output goes of what the plan started under this name. */
  Path log(String name) {
    return logs.resolve(name + ".log");
  }

  /**
   * The targets that the plan started and that ended though no fault has struck them: each once.
   */
  List<String> endedByThemselves() {
    List<String> said = new ArrayList<>();
    for (String name : owned.keySet()) {
      if (!name.equals(LOAD) && !mayEnd.contains(name) && !died.contains(name)) {
        ended(name)
            .ifPresent(reason -> {
              died.add(name);
              said.add(reason + ", by itself");
            });
      }
    }
    return said;
  }

  /** Those that {@link #endedByThemselves} has told of. */
  Set<String> deadByThemselves() {
    return died;
  }

  /** Starts a command of the plan's own, such as its load. */
  Process start(String name, List<String> command, Map<String, String> environment) throws Halt {
    Instant now = clock.instant();
    String mark =
        "%s-%d-%d-%d"
            .formatted(plan.name(), now.toEpochMilli(), ProcessHandle.current().pid(), ++starts);
    try {
      Files.createDirectories(logs);
      Path log = logs.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(Sessions.ofItsOwn(command, plan.folder()))
              .directory(plan.folder().toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(variables);
      builder.environment().putAll(environment);
      builder.environment().put("FAULTLINE_TARGET", name);
      builder.environment().put(ProcessControl.mark(), mark);
      // On disk before it lives: its mark is enough to find it.
      Undo undo = strikes.own(mark, ProcessId.NONE, now);
      return start(name, builder, undo);
    } catch (IOException e) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED, "'" + name + "' cannot be started: " + e.getMessage());
    }
  }

  private Process start(String name, ProcessBuilder builder, Undo announced) throws IOException {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      strikes.undo(announced);
      throw e;
    }
    // From here on, this run has to end the process.
    owned.put(name, new Owned(process, ProcessId.NONE, announced));
    mayEnd.remove(name);
    died.remove(name);
    // One that has ended already, as a short load may, has no identity; its exit code is asked for
    // by the code that needs it to live.
    Optional<ProcessView> view = control.procfs().view((int) process.pid());
    if (view.isPresent()) {
      ProcessId id = view.get().id();
      control.protection().adopt(id);
      Undo undo = strikes.own(announced.id(), id, announced.since());
      owned.put(name, new Owned(process, id, undo));
    }
    return process;
  }

  /**
   * The exit code of the process that the plan started under this name; empty if it is alive or
   * there is none.
   */
  OptionalInt exitCode(String name) {
    Owned one = owned.get(name);
    return one == null || one.process().isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(one.process().exitValue());
  }

  /** Why a target that the plan started is dead; empty if it is alive. */
  Optional<String> ended(String name) {
    Owned one = owned.get(name);
    return one == null || one.process().isAlive()
        ? Optional.empty()
        : Optional.of(
            "'%s' ended with %d, see %s"
                .formatted(name, one.process().exitValue(), logs.resolve(name + ".log")));
  }

  /** Ends a process that the plan started, and its descendants; returns what could not be ended. */
  List<String> end(String name) {
    Owned one = owned.get(name);
    List<String> failures = new ArrayList<>();
    if (one != null) {
      ask(name, one, failures);
      finish(name, one, System.nanoTime() + PATIENCE.toNanos(), failures);
    }
    return failures;
  }

  private void ask(String name, Owned one, List<String> failures) {
    try {
      control.askToEnd(one.id(), one.undo().id());
      if (one.id().equals(ProcessId.NONE)) {
        one.process().destroy();
      }
    } catch (IOException e) {
      failures.add("'" + name + "' could not be asked to end: " + e.getMessage());
    }
  }

  /** Waits for one that was asked to end, and kills what is left of it. */
  private void finish(String name, Owned one, long deadline, List<String> failures) {
    try {
      awaitEnd(one, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      failures.add("whether '" + name + "' has ended cannot be told: " + e.getMessage());
    }
    Undone undone = strikes.undo(one.undo());
    one.process().destroyForcibly();
    if (undone.done()) {
      awaitExit(one.process());
      owned.remove(name);
    } else {
      failures.add(undone.said());
    }
  }

  /**
   * Waits until the deadline, or until all of a family have ended: each may have something to
   * write.
   */
  private void awaitEnd(Owned one, long deadline) throws IOException, InterruptedException {
    while ((one.process().isAlive() || !control.family(one.id(), one.undo().id()).isEmpty())
        && System.nanoTime() - deadline < 0) {
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /** It has been killed: its exit code follows. */
  private static void awaitExit(Process process) {
    boolean interrupted = false;
    try {
      boolean ended = process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      assert ended;
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends every process that the plan started; returns what could not be ended. */
  List<String> endAll() {
    List<String> failures = new ArrayList<>();
    // Mounts are removed once no process uses them.
    for (boolean mounts : new boolean[] {false, true}) {
      // All are asked to end first, so that waiting for many takes as long as waiting for one.
      Map<String, Owned> asked = new TreeMap<>();
      owned.forEach((name, one) -> {
        if (name.startsWith(MOUNT) == mounts) {
          asked.put(name, one);
        }
      });
      asked.forEach((name, one) -> ask(name, one, failures));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      asked.forEach((name, one) -> finish(name, one, deadline, failures));
    }
    return failures;
  }
}
