package dev.faultline.junit;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the worlds of a test some at a time, so that they use all processors though each world is an
 * invocation of its own: the first invocation of a batch runs all of it, the others take what it
 * came to. Safe for threads.
 */
final class Batches {
  /** Enough to keep the processors busy, and few enough to see progress. */
  private static final int WORLDS_A_JOB = 8;

  /** Some worlds in a row. */
  record Batch(long seed, int worlds, CampaignResult result) {
    /**
     * The violation that the invocation of that seed has to tell: its own, or, where the time ended
     * the campaign, the first of any world, for the invocation of that world may never come.
     */
    @Nullable Finding toTell(long seed) {
      for (Finding finding : result.findings()) {
        if (finding.seed() == seed || result.interrupted()) {
          return finding;
        }
      }
      return null;
    }

    /** The same for a leak of nondeterminism. */
    @Nullable Leak leakToTell(long seed) {
      Leak leak = result.leak();
      return leak != null && (leak.seed() == seed || result.interrupted()) ? leak : null;
    }

    /** Whether an invocation of one of its worlds has something to tell, and fails. */
    boolean hasToTell() {
      return !result.findings().isEmpty()
          || result.leak() != null
          || result.inconclusiveWorlds() > 0
          || result.stuck() != null
          || result.failure() != null;
    }

    /** Whether the campaign did not come to the world of that seed. */
    boolean notReached(long seed) {
      return seed - this.seed >= result.worlds();
    }
  }

  /** Makes the plan for some worlds. */
  interface Plans {
    CampaignPlan plan(long seed, int worlds);
  }

  private final Effective settings;
  private final FaultsPlayed faults;
  private final Map<Long, Batch> batches = new HashMap<>();

  Batches(Effective settings, FaultsPlayed faults) {
    this.settings = settings;
    this.faults = faults;
  }

  /** The batch that the world of that seed belongs to; runs it if that is still to be done. */
  synchronized Batch of(long seed, Plans plans) {
    long size = (long) WORLDS_A_JOB * settings.jobs();
    long number = (seed - settings.seed()) / size;
    Batch known = batches.get(number);
    if (known != null) {
      return known;
    }
    long first = settings.seed() + number * size;
    int worlds = (int) Math.min(size, settings.seed() + settings.worlds() - first);
    Campaign campaign = new Campaign(plans.plan(first, worlds));
    CampaignResult result = SuiteBudget.run(campaign, settings.budget());
    faults.add(result);
    Batch batch = new Batch(first, worlds, result);
    batches.put(number, batch);
    return batch;
  }

  /**
   * Whether the worlds of a batch came to something that no invocation may have told yet. Waits for
   * the batch that is running.
   */
  synchronized boolean haveToTell() {
    return batches.values().stream().anyMatch(Batch::hasToTell);
  }
}
