package dev.faultline.bench.link;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.examples.exactlyonce.ExactlyOncePayments;
import dev.faultline.examples.exactlyonce.LinkOpening;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.linkworld.EnvLink;
import dev.faultline.runtime.secure.SeededSecurity;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Very many worlds of a durable link, plain or with keys, under crashes of both sides, none of
 * which may break it. Crashes and partitions are more frequent than by default, and monotonic
 * clocks begin anywhere within 2^62 nanoseconds of zero, which are 146 years, either way.
 */
public final class LinkWorldsBenchmark implements Benchmark {
  private static final int WORLDS = 1_000_000;
  private static final Duration ORIGIN_MOST = World.FARTHEST_ORIGIN;
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final Duration SYNC_MOST = Duration.ofMillis(1);

  @Override
  public String name() {
    return "links";
  }

  @Override
  public String description() {
    return "worlds of a durable link that hold, whenever clocks begin; arguments: [WORLDS] [FIRST"
        + " SEED] [plain|protected|protected-fresh]";
  }

  @Override
  public void run(List<String> args) {
    int worlds = args.isEmpty() ? WORLDS : Integer.parseInt(args.get(0));
    long seed = args.size() < 2 ? 1 : Long.parseLong(args.get(1));
    Program program = program(args.size() < 3 ? "plain" : args.get(2));
    Scenario scenario =
        Scenarios.find("exactly-once-payments", LinkWorldsBenchmark.class.getClassLoader());
    Settings settings = new Settings(scenario.settings(), Map.of("link", "durable"));
    FaultMix mix =
        FaultMix.DEFAULT
            .withChance(0.33)
            .withDurations(Duration.ofMillis(20), Duration.ofSeconds(5));
    CampaignPlan usual = CampaignPlan.of(scenario, settings, seed);
    CampaignPlan plan =
        new CampaignPlan(
            usual.target(),
            settings,
            world -> {
              world.monotonicOrigin(ORIGIN_MOST);
              program.build(world);
            },
            seed,
            worlds,
            usual.duration(),
            usual.maxEvents(),
            usual.strategy(),
            mix,
            usual.jobs(),
            true,
            100,
            usual.stuckAfter());
    Duration before = processorTime();
    long start = System.nanoTime();
    Campaign campaign = new Campaign(plan);
    Thread teller = new Thread(() -> tell(campaign, worlds, start), "progress");
    teller.setDaemon(true);
    teller.start();
    CampaignResult result;
    try {
      result = campaign.run();
    } finally {
      teller.interrupt();
    }
    double rate = Rounds.perSecond(result.worlds(), System.nanoTime() - start);
    System.out.printf(
        "%,d %s worlds from seed %d, %,.0f a second, %.2f ms of processor time each: %d violations,"
            + " %d inconclusive, hash %016x%n",
        result.worlds(),
        args.size() < 3 ? "plain" : args.get(2),
        seed,
        rate,
        processorTime().minus(before).toNanos() / 1e6 / result.worlds(),
        result.violatingWorlds(),
        result.inconclusiveWorlds(),
        result.campaignHash());
    List<String> reasons = result.notClean(worlds);
    if (!reasons.isEmpty()) {
      throw new AssertionError(String.join("; ", reasons));
    }
  }

  /** That of the whole process, compilers included; zero where the system does not tell. */
  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Worlds with keys take long: whoever waits sees how far they have come, each ten seconds. */
  private static void tell(Campaign campaign, int worlds, long start) {
    try {
      while (true) {
        Thread.sleep(TELL_EVERY);
        int done = campaign.progress().worlds();
        System.err.printf(
            "%,d of %,d worlds, %,.0f a second%n",
            done, worlds, Rounds.perSecond(done, System.nanoTime() - start));
      }
    } catch (InterruptedException e) {
      // All worlds have been run.
    }
  }

  private static Program program(String protection) {
    return switch (protection) {
      case "plain" -> ExactlyOncePayments.durable(EnvLink::durable, EnvLink::durable);
      case "protected" -> ExactlyOncePayments.durable(withKeys(1, 2, true), withKeys(2, 1, true));
      case "protected-fresh" ->
          ExactlyOncePayments.durable(withKeys(1, 2, false), withKeys(2, 1, false));
      default ->
          throw new IllegalArgumentException(
              "the link is '" + protection + "', expected plain, protected or protected-fresh");
    };
  }

  /**
   * Links with keys.
   *
   * @param pooled whether ephemeral keys are made once, and not for each handshake
   */
  private static LinkOpening withKeys(long own, long peer, boolean pooled) {
    SeededSecurity security = SeededSecurity.of(own, peer);
    return (env, options, handler) ->
        EnvLink.durableSecured(
            env,
            options,
            handler,
            pooled ? security.pooledExchange(env.random()) : security.exchange(env.random()),
            SYNC_MOST);
  }
}
