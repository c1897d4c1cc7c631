package dev.faultline.junit;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import dev.faultline.explore.Scenario;
import org.opentest4j.TestAbortedException;

/** One world, which is run together with others. */
final class BatchInvocation extends SearchingInvocation {
  private final long seed;

  BatchInvocation(TestRun run, long seed) {
    super(run);
    this.seed = seed;
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    return "seed " + seed;
  }

  @Override
  void invoke(Scenario scenario) {
    Batches.Batch batch =
        run.batches()
            .of(
                seed,
                (first, worlds) ->
                    run.plan(scenario, first, worlds).withRecheckEvery(RECHECK_EVERY));
    CampaignResult result = batch.result();
    run.notices(result);
    Leak leak = batch.leakToTell(seed);
    if (leak != null) {
      throw leak(leak);
    }
    Finding finding = batch.toTell(seed);
    if (finding == null && batch.notReached(seed)) {
      notReached(result);
    }
    int searched = run.searched().incrementAndGet();
    if (finding != null) {
      throw failure(run.plan(scenario, finding.seed(), 1), finding, searched);
    }
    for (CampaignResult.Inconclusive each : result.inconclusive()) {
      if (each.seed() == seed) {
        throw new WorldFailure("the world is inconclusive: " + each.reason());
      }
    }
    run.failing().passed(seed);
    if (searched == run.settings().worlds()) {
      run.searchedAll();
    }
  }

  /** The campaign ended before this world, and why it did is this world's or an earlier one's. */
  private void notReached(CampaignResult result) {
    if (result.stuck() != null) {
      throw new WorldFailure(result.stuck());
    }
    RuntimeException failure = result.failure();
    if (failure != null) {
      throw failure;
    }
    throw new TestAbortedException(
        result.interrupted() ? "the time for all world tests has run out" : OTHER_FAILED);
  }
}
