package dev.faultline.cli;

import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.InterleaveSetting;
import dev.faultline.explore.why.Explainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the user may say about a campaign; the scenario says the rest. */
final class ExploreOptions {
  @Option(
      names = "--worlds",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many worlds to explore (default: the target's own number).")
  private @Nullable Integer worlds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      converter = Converters.Seed.class,
      description =
          "The seed of the first world; each further world has the next number (default: random).")
  private @Nullable Long seed;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "Simulated time for each world, such as 60s or 5m (default: the target's own).")
  private @Nullable Duration time;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      converter = Converters.StrategyName.class,
      completionCandidates = Converters.StrategyName.class,
      description =
          "How worlds are chosen: ${COMPLETION-CANDIDATES} (default: the target's own). In a random"
              + " world every fault may strike; a swarm world first draws which ones exist in it.")
  private @Nullable Strategy strategy;

  @Option(
      names = "--jobs",
      paramLabel = "K",
      converter = Converters.Positive.class,
      description =
          "How many worlds run at once (default: one a core). The result does not depend on it.")
  private @Nullable Integer jobs;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      parameterConsumer = OncePerKey.class,
      description = "A setting of the target; 'faultline list' shows which there are. Repeatable.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--interleave",
      paramLabel = "WHERE",
      description =
          "Where threads of blocking nodes take turns inside their code, in place of what the"
              + " target says: 'none', 'locks' (before locks, volatile and atomic accesses), or"
              + " packages, separated by commas, in which they do so before every access to a field"
              + " or collection too.")
  private @Nullable String interleave;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where replay files go (default: ${DEFAULT-VALUE}); made when there is something to"
              + " write.",
      defaultValue = "faultline-out")
  private Path out = Path.of("faultline-out");

  @Option(names = "--all", description = "Go on after the first violation.")
  private boolean all;

  @Option(
      names = "--max-events",
      paramLabel = "N",
      converter = Converters.PositiveLong.class,
      description = "Events after which a world is given up as inconclusive (default: 50 million).")
  private @Nullable Long maxEvents;

  @Option(
      names = "--stuck-after",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description =
          "Real time after which a world is reported as stuck in which nothing happens any more"
              + " (default: 60s). One that goes on may take ten times as long.")
  private @Nullable Duration stuckAfter;

  @Option(
      names = "--recheck",
      paramLabel = "N",
      converter = Converters.Natural.class,
      description =
          "Run every N-th world twice, to see that nothing but the seed decides (default: 20; 0:"
              + " none).")
  private @Nullable Integer recheck;

  @Option(
      names = "--no-shrink",
      description = "Report findings as they were found, without making them small first.")
  private boolean noShrink;

  @Option(
      names = "--why",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description =
          "Real time for finding out why the shrunk runs went wrong, by replaying them with small"
              + " changes (default: 20s).")
  private @Nullable Duration why;

  @Option(names = "--no-why", description = "Do not look for the causes of findings.")
  private boolean noWhy;

  @Option(
      names = "--no-diagram",
      description = "Do not write the diagram of a finding next to its replay file.")
  private boolean noDiagram;

  boolean shrink() {
    return !noShrink;
  }

  Duration why() {
    Duration given = why;
    if (noWhy) {
      return Duration.ZERO;
    }
    return given == null ? Explainer.BUDGET.time() : given;
  }

  boolean diagram() {
    return !noDiagram;
  }

  Path out() {
    return out;
  }

  /** Whether the seed was given, so that the same command again is the same campaign. */
  boolean seedGiven() {
    return seed != null;
  }

  private Map<String, String> given(@Nullable String faultPlan) {
    Map<String, String> given = new LinkedHashMap<>(settings);
    if (faultPlan != null) {
      given.put(PlannedScenario.SETTING, faultPlan);
    }
    if (interleave != null) {
      given.put(InterleaveSetting.NAME, interleave);
    }
    return given;
  }

  /**
   * The plan of the campaign.
   *
   * @param faultPlan the file of the fault plan that the scenario plays; null for none
   * @throws UsageException when the scenario does not take the settings
   */
  CampaignPlan plan(Scenario scenario, String target, @Nullable String faultPlan) {
    CampaignPlan plan =
        CampaignPlan.of(
                scenario,
                new Settings(scenario.settings(), given(faultPlan)),
                seed == null ? readableSeed() : seed)
            .withTarget(target)
            .withAll(all);
    plan = worlds == null ? plan : plan.withWorlds(worlds);
    plan = time == null ? plan : plan.withDuration(time);
    plan = strategy == null ? plan : plan.withStrategy(strategy);
    plan = jobs == null ? plan : plan.withJobs(jobs);
    plan = maxEvents == null ? plan : plan.withMaxEvents(maxEvents);
    plan = stuckAfter == null ? plan : plan.withStuckAfter(stuckAfter);
    return recheck == null ? plan : plan.withRecheckEvery(recheck);
  }

  /** Nine digits: short enough to read out, enough that two campaigns rarely share worlds. */
  private static long readableSeed() {
    return ThreadLocalRandom.current().nextLong(100_000_000, 1_000_000_000);
  }
}
