package dev.faultline.cli;

import dev.faultline.cli.topology.TopologyScenario;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.tape.ReplayText;
import java.nio.file.Path;

/**
 * A replay file with the program that it names.
 *
 * @param path where it lies
 */
record ReplaySource(Path path, ReplayFile file, Scenario scenario) {
  /**
   * Reads the file and finds its program.
   *
   * @throws UsageException when either cannot be had
   */
  static ReplaySource read(Path path, ClassPath classPath) {
    ReplayFile file = ReplayText.read(path);
    try {
      return new ReplaySource(
          path, file, PlannedScenario.of(Targets.find(file.target(), classPath), file.settings()));
    } catch (UsageException e) {
      throw new UsageException(
          path
              + ": "
              + e.getMessage()
              + (classPath.given() == null && !TopologyScenario.isNamed(file.target())
                  ? "; a target of your own needs the --classpath that it was explored with"
                  : ""),
          e);
    }
  }

  CampaignPlan plan() {
    return Replay.plan(file, scenario);
  }

  /**
   * What the file was kept for.
   *
   * @throws UsageException when the program does not violate the property any more, or otherwise
   */
  Finding finding() {
    Replay replay = Replay.of(file, scenario, null);
    Finding finding = replay.finding();
    if (finding == null || !replay.reproduced()) {
      throw new UsageException(
          path
              + " does not bring its run back ("
              + (finding == null ? "nothing is violated" : "another run comes out")
              + "); './faultline replay "
              + path
              + "' says more");
    }
    return finding;
  }
}
