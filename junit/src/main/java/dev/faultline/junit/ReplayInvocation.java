package dev.faultline.junit;

import dev.faultline.explore.Finding;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.tape.ReplayText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** A world that a replay file brings back. */
final class ReplayInvocation extends WorldInvocation {
  private final Path file;
  private final boolean kept;

  /**
   * A file to run.
   *
   * @param kept whether the test itself names it
   */
  ReplayInvocation(TestRun run, Path file, boolean kept) {
    super(run);
    this.file = file;
    this.kept = kept;
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    return "replay of " + file.getFileName();
  }

  @Override
  void invoke(Scenario scenario) {
    ReplayFile replay = ReplayText.read(file);
    if (!replay.target().equals(scenario.name())) {
      if (kept) {
        throw new WorldFailure(
            "@Replay(\""
                + file.getFileName()
                + "\") is a replay of "
                + replay.target()
                + ", but this test is "
                + scenario.name()
                + ": if the test was renamed, find and keep a new one");
      }
      throw new TestAbortedException(
          file + " is a replay of " + replay.target() + ", but this test is " + scenario.name());
    }
    dev.faultline.explore.Replay replayed = dev.faultline.explore.Replay.of(replay, scenario, null);
    Finding finding = replayed.finding();
    if (finding != null) {
      CampaignPlan plan =
          CampaignPlan.of(
                  scenario, new Settings(scenario.settings(), replay.settings()), replay.seed())
              .withDuration(replay.duration());
      throw failure(plan, finding, null, 1, file);
    }
    String inconclusive = replayed.result().inconclusive();
    if (inconclusive != null) {
      throw new WorldFailure("the replay of " + file + " is inconclusive: " + inconclusive);
    }
    run.failing().passed(file);
    @Nullable String misfit = replayed.misfit();
    if (misfit != null) {
      throw new TestAbortedException(
          file + " no longer fits this test: " + misfit + "; find and keep a new one");
    }
  }
}
