package dev.faultline.cli;

import dev.faultline.cli.topology.TopologyScenario;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;

/** What commands and replay files name: scenarios by name or class, and topologies by file. */
final class Targets {
  private Targets() {}

  /**
   * The target.
   *
   * @throws UsageException when there is none, or it makes no sense
   */
  static Scenario find(String target, ClassPath classPath) {
    if (!TopologyScenario.isNamed(target)) {
      return Scenarios.find(target, classPath.loader());
    }
    if (classPath.given() != null) {
      throw new UsageException(
          "--classpath is for targets in Java; in "
              + target
              + " every program has its own 'classpath'");
    }
    return TopologyScenario.read(Path.of(target));
  }
}
