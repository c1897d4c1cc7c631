package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Intake;

/**
 * Where the worlds of a campaign run: on the threads of this JVM, or on other machines. An engine
 * runs ranges of worlds and hands in what each came to; the campaign adds that up in the order of
 * the worlds, so its result is the same for every engine.
 */
public interface Engine {
  /**
   * Runs worlds until all before {@link Intake#limit} have been handed in, or {@link
   * Intake#interrupted} says so. What lies above a limit that has fallen is given up; what lies
   * below is not.
   *
   * @throws UsageException when the engine cannot run this plan, in one line
   */
  void run(CampaignPlan plan, Intake intake);
}
