package dev.faultline.cli;

import dev.faultline.explore.Finding;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.why.Why;
import dev.faultline.report.Diagram;
import dev.faultline.report.DiagramMissingException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Draws findings. A picture that cannot be had is said, and never costs the finding itself. */
final class Pictures {
  private final CampaignPlan plan;
  private final boolean wanted;
  private final ReplayLine replayLine;

  Pictures(CampaignPlan plan, boolean wanted, ReplayLine replayLine) {
    this.plan = plan;
    this.wanted = wanted;
    this.replayLine = replayLine;
  }

  /**
   * The diagram of a finding, next to its replay file.
   *
   * @param why it went wrong, or null where that is not known
   */
  Reported.Picture of(Finding finding, Path replayFile, @Nullable Why why) {
    if (!wanted) {
      return Reported.Picture.NONE;
    }
    try {
      @Nullable Path file =
          Diagram.beside(replayFile, plan, finding, replayLine.of(replayFile), why);
      return file == null
          ? new Reported.Picture(
              null,
              "the run has "
                  + HumanText.count(finding.events(), "event")
                  + ", too many to draw; 'replay --diagram' does it all the same")
          : new Reported.Picture(file, "");
    } catch (DiagramMissingException e) {
      return new Reported.Picture(null, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Reported.Picture(null, "it could not be written, " + e);
    }
  }
}
