package dev.faultline.chaos.plan;

import dev.faultline.chaos.disk.MountTable;
import dev.faultline.chaos.disk.MountedDisk;
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

/** The disks of targets: mounted before the targets start, and unmounted after they have ended. */
final class Disks {
  /** The variable that holds the command line for mounting. */
  private static final String COMMAND = "FAULTLINE";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Plan plan;
  private final Processes processes;
  private final Strikes strikes;
  private final InstantSource clock;
  private final boolean canCommand;
  private final List<Undo> mounted = new ArrayList<>();

  Disks(
      Plan plan,
      Processes processes,
      Strikes strikes,
      InstantSource clock,
      Map<String, String> variables) {
    this.plan = plan;
    this.processes = processes;
    this.strikes = strikes;
    this.clock = clock;
    this.canCommand = variables.containsKey(COMMAND);
  }

  /**
   * Checks that this machine supports every disk of the plan.
   *
   * @throws PlanException if it does not, with the target's place
   */
  void require() throws IOException {
    for (Target target : plan.targets()) {
      Optional<String> reason =
          target.disk().isEmpty() ? Optional.empty() : refused(target.disk().get());
      if (reason.isPresent()) {
        throw new PlanException(
            target.place()
                + ": the disk of target '"
                + target.name()
                + "' cannot be had: "
                + reason.get());
      }
    }
  }

  private Optional<String> refused(Target.Disk disk) throws IOException {
    if (disk.source().isEmpty()) {
      return MountedDisk.at(disk.at()).isPresent()
          ? Optional.empty()
          : Optional.of(
              "nothing is mounted at "
                  + disk.at()
                  + ", expected './faultline disk mount' there, or a 'source' to mount");
    }
    if (!canCommand) {
      return Optional.of(
          "mounting takes the command line, and " + COMMAND + " does not say where it is");
    }
    if (!Files.isDirectory(disk.source().get())) {
      return Optional.of("there is no folder " + disk.source().get());
    }
    if (MountTable.isMounted(disk.at())) {
      return Optional.of("something is mounted at " + disk.at() + " already");
    }
    return MountTable.cannotMount();
  }

  /**
   * Mounts a copy of a target's folder, if the plan names one; the faults of the mount end when it
   * is unmounted.
   */
  void mount(Target target, Watch watch) throws Halt {
    if (target.disk().isEmpty() || target.disk().get().source().isEmpty()) {
      return;
    }
    Path at = target.disk().get().at();
    Path source = target.disk().get().source().get();
    String name = Processes.MOUNT + target.name();
    Instant now = clock.instant();
    try {
      Files.createDirectories(at);
      String id = "%s-%d-mount-%s".formatted(plan.name(), now.toEpochMilli(), target.name());
      mounted.add(strikes.mounts(id, at, now));
      processes.start(
          name,
          List.of("sh", "-c", "exec $" + COMMAND + " disk mount --no-recording \"$FROM\" \"$AT\""),
          Map.of("FROM", source.toString(), "AT", at.toString()));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (MountedDisk.at(at).isEmpty()) {
        Optional<String> ended = processes.ended(name);
        if (ended.isPresent() || System.nanoTime() - deadline >= 0) {
          throw new Halt(
              PlanReport.Outcome.UNDECIDED,
              "%s cannot be mounted at %s: %s"
                  .formatted(source, at, ended.orElse("it takes longer than " + PATIENCE)));
        }
        watch.requireGoingOn();
        watch.pause(Watch.BETWEEN_PROBES);
      }
    } catch (IOException e) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED,
          "%s cannot be mounted at %s: %s".formatted(source, at, e.getMessage()));
    }
  }

  /** Unmounts what is still mounted, after the processes that used it have ended. */
  List<String> unmount() {
    List<String> failures = new ArrayList<>();
    for (Undo undo : mounted) {
      Undone undone = strikes.undo(undo);
      if (!undone.done()) {
        failures.add(undone.said());
      }
    }
    mounted.clear();
    return failures;
  }
}
