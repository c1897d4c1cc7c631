package dev.faultline.cli;

import dev.faultline.explore.CampaignProgress;

/** How far a campaign is, in one line of fewer than 80 characters. */
final class ProgressText {
  private static final int BAR_WIDTH = 16;

  private ProgressText() {}

  /** With a bar, to be drawn over. */
  static String bar(CampaignProgress progress, long elapsedNanos) {
    int full = (int) ((long) BAR_WIDTH * progress.worlds() / progress.plannedWorlds());
    return "["
        + "=".repeat(full)
        + " ".repeat(BAR_WIDTH - full)
        + "] "
        + line(progress, elapsedNanos);
  }

  /** Without a bar, to stand for good. */
  static String line(CampaignProgress progress, long elapsedNanos) {
    double seconds = elapsedNanos / 1e9;
    String done =
        HumanText.count(progress.worlds())
            + "/"
            + HumanText.count(progress.plannedWorlds(), "world");
    if (progress.worlds() == 0) {
      return done;
    }
    return done
        + ", "
        + HumanText.ratio(progress.worlds(), seconds)
        + "/s, "
        + HumanText.ratio(progress.simulatedNanos(), elapsedNanos)
        + "x, "
        + HumanText.count(progress.findings(), "finding")
        + ", ETA "
        + HumanText.span(remainingNanos(progress, elapsedNanos));
  }

  private static long remainingNanos(CampaignProgress progress, long elapsedNanos) {
    int left = progress.plannedWorlds() - progress.worlds();
    return Math.round((double) elapsedNanos / progress.worlds() * left);
  }
}
