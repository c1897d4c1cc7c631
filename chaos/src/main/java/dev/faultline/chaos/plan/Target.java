package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.Finder;
import dev.faultline.chaos.yaml.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process of the system.
 *
 * @param name unique
 * @param roles the roles by which faults choose targets
 * @param source how the plan gets the process
 * @param primary a command that tells whether the target is a primary now; it gets the target's
 *     name in {@code FAULTLINE_TARGET}
 * @param disk the folder with the files that disk faults affect
 */
public record Target(
    Place place,
    String name,
    List<String> roles,
    Source source,
    Optional<Probe> primary,
    Optional<Disk> disk) {
  public Target {
    roles = List.copyOf(roles);
  }

  /**
   * A folder that is mounted, so that calls on files below it can be made to fail or wait.
   *
   * @param at the path at which the process uses it
   * @param source the folder of which the plan mounts a copy there; empty if {@code ./faultline
   *     disk mount} has already mounted it
   */
  public record Disk(Path at, Optional<Path> source) {}

  /** How the plan gets a process. */
  public sealed interface Source {}

  /**
   * The plan starts and ends the process.
   *
   * @param command the command line, as a list of words
   * @param environment environment variables in addition to the plan's own
   * @param ready the probe that shows that the process is ready; if absent, it is ready at once
   * @param within the longest time until it is ready
   */
  public record Started(
      List<String> command, Map<String, String> environment, Optional<Probe> ready, Duration within)
      implements Source {
    public Started {
      command = List.copyOf(command);
    }
  }

  /** The process already runs and opted in to the plan's name. */
  public record Found(Finder finder) implements Source {}

  /**
   * One of several pods of a Kubernetes cluster, which opted in to the plan's name by their label.
   *
   * @param selector a label selector in the syntax of Kubernetes
   */
  public record OfPods(String selector) implements Source {}
}
