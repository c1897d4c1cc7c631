package dev.faultline.cli;

import dev.faultline.explore.CampaignPlan;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that is over, with all that its report needs.
 *
 * @param findings with their replay files, in the order of their seeds
 * @param command that starts Faultline, for the commands in the report
 * @param classPath that was given, for the same
 * @param resume the command that goes on where an interrupted campaign stopped
 */
record Explored(
    Scenario scenario,
    CampaignPlan plan,
    CampaignResult result,
    List<Reported> findings,
    String command,
    @Nullable String classPath,
    String resume) {

  /** A leak comes first, because after it no verdict can be trusted. */
  ExitCode exitCode() {
    if (result.leak() != null) {
      return ExitCode.FAILURE;
    }
    if (result.interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    if (!findings.isEmpty()) {
      return ExitCode.VIOLATION;
    }
    return result.inconclusiveWorlds() > 0 || result.stuck() != null
        ? ExitCode.INCONCLUSIVE
        : ExitCode.NO_VIOLATION;
  }

  /** The command that brings a run back. */
  String replayCommand(Path file) {
    List<String> words = new ArrayList<>(List.of(command, "replay", file.toString()));
    if (classPath != null) {
      words.addAll(List.of("--classpath", classPath));
    }
    return HumanText.command(words);
  }
}
