package dev.faultline.explore.campaign;

import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.TargetException;
import dev.faultline.explore.UsageException;
import java.time.Duration;

/**
 * What a campaign is to do.
 *
 * @param target the scenario's name or class, as {@code replay} will look for it
 * @param settings of the scenario
 * @param program what runs in each world
 * @param seed of the first world; world i has seed + i
 * @param worlds how many
 * @param duration of simulated time for each world
 * @param maxEvents for each world, after which it is inconclusive
 * @param strategy that chooses the worlds
 * @param mix of faults that the strategy draws from
 * @param jobs how many worlds run at once
 * @param all whether to go on after the first violation
 * @param recheckEvery every so many worlds, one is run twice to see that both runs are equal; 0 for
 *     never
 * @param stuckAfter how much real time one world may take before it is reported as stuck; ten times
 *     as much where its nodes still have turns, which is seen with the agent only
 */
public record CampaignPlan(
    String target,
    Settings settings,
    Program program,
    long seed,
    int worlds,
    Duration duration,
    long maxEvents,
    Strategy strategy,
    FaultMix mix,
    int jobs,
    boolean all,
    int recheckEvery,
    Duration stuckAfter) {
  /** By default one world in twenty is run twice. */
  public static final int DEFAULT_RECHECK_EVERY = 20;

  public CampaignPlan {
    if (worlds <= 0) {
      throw new UsageException("the number of worlds is " + worlds + ", expected at least 1");
    }
    if (jobs <= 0) {
      throw new UsageException("the number of jobs is " + jobs + ", expected at least 1");
    }
  }

  /**
   * A plan with the scenario's own defaults, one job a core.
   *
   * @throws UsageException when the scenario cannot make its program from the settings
   */
  public static CampaignPlan of(Scenario scenario, Settings settings, long seed) {
    return new CampaignPlan(
        scenario.name(),
        settings,
        program(scenario, settings),
        seed,
        scenario.worlds(),
        scenario.duration(),
        50_000_000,
        scenario.strategy(),
        scenario.faults(),
        Runtime.getRuntime().availableProcessors(),
        false,
        DEFAULT_RECHECK_EVERY,
        Duration.ofSeconds(60));
  }

  private static Program program(Scenario scenario, Settings settings) {
    try {
      return InterleaveSetting.applied(settings, scenario.program(settings));
    } catch (UsageException e) {
      throw e;
    } catch (Throwable e) {
      throw TargetException.of("it made its program", e);
    }
  }

  /** Names the target as {@code replay} will have to look for it. */
  public CampaignPlan withTarget(String target) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withWorlds(int worlds) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withDuration(Duration duration) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withMaxEvents(long maxEvents) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withStrategy(Strategy strategy) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  /** The faults that the strategy draws from. */
  public CampaignPlan withMix(FaultMix mix) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withJobs(int jobs) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withAll(boolean all) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withRecheckEvery(int recheckEvery) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }

  public CampaignPlan withStuckAfter(Duration stuckAfter) {
    return new CampaignPlan(
        target,
        settings,
        program,
        seed,
        worlds,
        duration,
        maxEvents,
        strategy,
        mix,
        jobs,
        all,
        recheckEvery,
        stuckAfter);
  }
}
