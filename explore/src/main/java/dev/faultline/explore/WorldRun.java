package dev.faultline.explore;

import dev.faultline.sim.FaultRates;
import dev.faultline.sim.ModelException;
import dev.faultline.sim.Tracer;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One world that was run.
 *
 * @param rates that its adversary had
 * @param tape of the decisions that departed from the default
 * @param omissible the clients and operations that a shrinker may leave out
 * @param nodes all nodes, clients included, in order
 * @param model that the program declared, for people
 * @param waiting how many events were still to come at the end; none in a world that stopped itself
 */
record WorldRun(
    long seed,
    FaultRates rates,
    Tape tape,
    List<Departure.Struck> omissible,
    List<String> nodes,
    String model,
    int waiting,
    WorldResult result) {
  /** Explores one world of a campaign. */
  static WorldRun explore(CampaignPlan plan, long seed, Taping adversary) {
    return explore(plan, seed, adversary, null);
  }

  static WorldRun explore(CampaignPlan plan, long seed, Taping adversary, @Nullable Tracer tracer) {
    World world = new World(adversary, options(plan, tracer));
    build(plan, world);
    WorldResult result = world.run();
    return new WorldRun(
        seed,
        adversary.rates(),
        adversary.tape(),
        List.of(),
        world.nodeNames(),
        modelText(world),
        world.stoppedItself() ? 0 : world.waiting(),
        result);
  }

  /** Runs a world once more from its tape. */
  static WorldRun replay(
      CampaignPlan plan,
      long seed,
      FaultRates rates,
      Tape tape,
      Duration until,
      @Nullable Tracer tracer) {
    ReplayAdversary adversary = new ReplayAdversary(seed, rates, tape);
    World world = new World(adversary, options(plan, tracer).withUntil(until));
    build(plan, world);
    WorldResult result = world.run();
    return new WorldRun(
        seed,
        rates,
        tape.withDepartures(adversary.applied()),
        adversary.omissible(),
        world.nodeNames(),
        modelText(world),
        world.stoppedItself() ? 0 : world.waiting(),
        result);
  }

  private static void build(CampaignPlan plan, World world) {
    try {
      plan.program().build(world);
    } catch (UsageException | ModelException e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      throw new TargetException("its world was set up", e);
    }
  }

  private static String modelText(World world) {
    return world.model().toString();
  }

  private static WorldOptions options(CampaignPlan plan, @Nullable Tracer tracer) {
    return WorldOptions.DEFAULT
        .withDuration(plan.duration())
        .withMaxEvents(plan.maxEvents())
        // A run that nobody listens to only has to say whether it violates anything.
        .withExplained(tracer != null)
        .withTracer(tracer);
  }
}
