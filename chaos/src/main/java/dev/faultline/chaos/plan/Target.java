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
 * @param roles by which faults choose
 * @param source where it comes from
 * @param primary says whether it is a primary now; a command, with the target's name in {@code
 *     FAULTLINE_TARGET}
 * @param disk where its files are that faults of disks are for
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
   * @param at where the process uses it
   * @param source the folder of which the plan mounts a copy there; empty where {@code ./faultline
   *     disk mount} has mounted it before
   */
  public record Disk(Path at, Optional<Path> source) {}

  /** Where a process comes from. */
  public sealed interface Source {}

  /**
   * The plan starts it, and ends it.
   *
   * @param command its words
   * @param environment variables beyond the plan's own
   * @param ready when it can be used; at once where there is none
   * @param within how long that may take
   */
  public record Started(
      List<String> command, Map<String, String> environment, Optional<Probe> ready, Duration within)
      implements Source {
    public Started {
      command = List.copyOf(command);
    }
  }

  /** It runs already, and opted in to the plan's name. */
  public record Found(Finder finder) implements Source {}

  /**
   * One of some pods of a Kubernetes cluster, which opted in to the plan's name by their label.
   *
   * @param selector of labels, in Kubernetes' words
   */
  public record OfPods(String selector) implements Source {}
}
