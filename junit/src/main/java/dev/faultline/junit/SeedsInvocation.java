package dev.faultline.junit;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Leak;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.campaign.CampaignPlan;
import org.opentest4j.TestAbortedException;

/** Worlds of seeds in a row, all in one invocation: new ones, or one that failed before. */
final class SeedsInvocation extends SearchingInvocation {
  private final long seed;
  private final int worlds;
  private final boolean remembered;

  private SeedsInvocation(TestRun run, long seed, int worlds, boolean remembered) {
    super(run);
    this.seed = seed;
    this.worlds = worlds;
    this.remembered = remembered;
  }

  static SeedsInvocation anew(TestRun run, long seed, int worlds) {
    return new SeedsInvocation(run, seed, worlds, false);
  }

  /** The world of a seed that failed before: run for that alone, it searches nothing. */
  static SeedsInvocation remembered(TestRun run, long seed) {
    return new SeedsInvocation(run, seed, 1, true);
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    return worlds == 1 ? "seed " + seed : "seeds " + seed + " to " + (seed + worlds - 1);
  }

  @Override
  void invoke(Scenario scenario) {
    CampaignPlan plan = run.plan(scenario, seed, worlds);
    boolean recheck = worlds > 1 || seed % RECHECK_EVERY == 0;
    Campaign campaign = new Campaign(plan.withRecheckEvery(recheck ? RECHECK_EVERY : 0));
    CampaignResult result = SuiteBudget.run(campaign, run.settings().budget());
    run.faults().add(result);
    run.notices(result);
    int searched =
        remembered
            ? run.searched().get() + result.worlds()
            : run.searched().addAndGet(result.worlds());
    if (!result.findings().isEmpty()) {
      throw failure(plan, result.findings().getFirst(), searched);
    }
    requireNoDoubt(result);
    Exploration exploration = result.exploration();
    if (exploration != null) {
      run.say(exploration.summary());
    }
    String ended = result.interrupted() ? endedByTheBudget(result) : "";
    if (run.mustProve() && (exploration == null || !exploration.proof())) {
      throw new WorldFailure(
          "the test asks for a proof, but the search found none: "
              + (exploration == null ? ended : exploration.summary()));
    }
    if (result.interrupted() && result.worlds() == 0) {
      throw new TestAbortedException(ended);
    }
    if (worlds > 1 && !result.interrupted()) {
      run.searchedAll();
    }
    if (worlds == 1 && !result.interrupted()) {
      run.failing().passed(seed);
    }
  }

  private static void requireNoDoubt(CampaignResult result) {
    Leak leak = result.leak();
    if (leak != null) {
      throw leak(leak);
    }
    if (result.stuck() != null) {
      throw new WorldFailure(result.stuck());
    }
    if (result.inconclusiveWorlds() > 0) {
      throw new WorldFailure(
          result.inconclusiveWorlds()
              + " worlds are inconclusive, the first that of seed "
              + result.inconclusive().getFirst().seed()
              + ": "
              + result.inconclusive().getFirst().reason());
    }
  }

  private String endedByTheBudget(CampaignResult result) {
    String text =
        "the time for all world tests has run out; of "
            + worlds
            + " worlds "
            + result.worlds()
            + " were searched";
    run.say(text);
    return text;
  }
}
