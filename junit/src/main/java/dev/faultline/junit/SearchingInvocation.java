package dev.faultline.junit;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.OutDirectory;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import java.nio.file.Path;

/** What worlds that a strategy chooses have in common. */
abstract sealed class SearchingInvocation extends WorldInvocation
    permits BatchInvocation, SeedsInvocation {
  static final int RECHECK_EVERY = CampaignPlan.DEFAULT_RECHECK_EVERY;

  SearchingInvocation(TestRun run) {
    super(run);
  }

  static WorldFailure leak(Leak leak) {
    return new WorldFailure("nondeterminism has leaked into the world: " + leak.summary());
  }

  /** Writes the finding's file even if shrinking fails. */
  final WorldFailure failure(CampaignPlan plan, Finding finding, int searched) {
    OutDirectory out = OutDirectory.shared(run.settings().directory());
    Shrunk shrunk;
    try {
      shrunk =
          run.settings().shrink()
              ? Shrinker.shrink(plan, finding, run.settings().shrinkBudget())
              : null;
    } catch (LeakException e) {
      return unshrunk(e.getMessage() + "\nthe run as it was found violated: ", plan, finding, out);
    } catch (RuntimeException | Error e) {
      WorldFailure told =
          unshrunk(
              "the run could not be shrunk, through a bug in Faultline or a failure of a run"
                  + " without some of its faults: "
                  + e.getMessage()
                  + "\nas it was found it violated: ",
              plan,
              finding,
              out);
      told.addSuppressed(e);
      return told;
    }
    Path file = remembered(plan, shrunk == null ? finding : shrunk.after(), out);
    return failure(plan, finding, shrunk, searched, file);
  }

  private WorldFailure unshrunk(String why, CampaignPlan plan, Finding finding, OutDirectory out) {
    Path file = remembered(plan, finding, out);
    return new WorldFailure(
        why
            + finding.violation().property()
            + "\nits replay file: "
            + file.toAbsolutePath().toUri());
  }

  /** Writes the finding's file, and has the world run first the next time. */
  private Path remembered(CampaignPlan plan, Finding finding, OutDirectory out) {
    Path file = out.write(finding);
    if (plan.strategy().bySeed()) {
      run.failing().failed(finding.seed());
    } else {
      run.failing().failed(file);
    }
    return file;
  }
}
