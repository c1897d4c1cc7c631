package dev.faultline.explore.campaign;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.TargetException;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.tape.AlignedAdversary;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.ReplayAdversary;
import dev.faultline.explore.tape.Tape;
import dev.faultline.explore.tape.Taping;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.trace.Tracer;
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
 * @param declared the system model of the program
 * @param waiting how many events were still to come at the end; none in a world that stopped itself
 * @param stopped whether the program stopped the world, or a violation did
 * @param judgedAtEnd whether anything is asked of the run when it is over
 * @param startsMatter whether a message may arrive before all nodes have started
 * @param healed whether the run came past the time at which the adversary gives up
 */
public record WorldRun(
    long seed,
    FaultRates rates,
    Tape tape,
    List<Departure.Struck> omissible,
    List<String> nodes,
    SystemModel declared,
    int waiting,
    boolean healed,
    boolean stopped,
    boolean judgedAtEnd,
    boolean startsMatter,
    WorldResult result) {
  /** Explores one world of a campaign. */
  public static WorldRun explore(CampaignPlan plan, long seed, Taping adversary) {
    return explore(plan, seed, adversary, null);
  }

  public static WorldRun explore(
      CampaignPlan plan, long seed, Taping adversary, @Nullable Tracer tracer) {
    World world = new World(adversary, options(plan, tracer));
    build(plan, world);
    WorldResult result = world.run();
    return new WorldRun(
        seed,
        adversary.rates(),
        adversary.tape(),
        List.of(),
        world.nodeNames(),
        world.model(),
        world.stoppedItself() ? 0 : world.waiting(),
        world.healed(),
        world.stoppedItself(),
        world.judgedAtEnd(),
        world.messagesMayPrecedeStarts(),
        result);
  }

  /** Runs a world once more from its tape. */
  public static WorldRun replay(
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
        world.model(),
        world.stoppedItself() ? 0 : world.waiting(),
        world.healed(),
        world.stoppedItself(),
        world.judgedAtEnd(),
        world.messagesMayPrecedeStarts(),
        result);
  }

  /** When each departure of a run happened, in the order of these times. */
  public static List<AlignedAdversary.Timed> times(
      CampaignPlan plan, WorldRun run, Duration until) {
    ReplayAdversary adversary = new ReplayAdversary(run.seed(), run.rates(), run.tape());
    World world = new World(adversary, options(plan, null).withUntil(until));
    adversary.clock(world::nowNanos);
    build(plan, world);
    world.run();
    return adversary.timed();
  }

  /** The tape of a run in which departures happen at their times, whatever their numbers are. */
  public static Tape aligned(
      CampaignPlan plan,
      WorldRun run,
      List<AlignedAdversary.Timed> departures,
      long earlyNanos,
      Duration until) {
    AlignedAdversary adversary =
        new AlignedAdversary(run.seed(), run.rates(), run.tape(), departures, earlyNanos);
    World world = new World(adversary, options(plan, null).withUntil(until));
    adversary.clock(world::nowNanos);
    build(plan, world);
    world.run();
    return adversary.applied();
  }

  /** The system model that the program declares. */
  public static SystemModel declaredBy(CampaignPlan plan) {
    World world = new World(new QuietAdversary(plan.seed()), options(plan, null));
    build(plan, world);
    return world.model();
  }

  private static void build(CampaignPlan plan, World world) {
    try {
      plan.program().build(world);
    } catch (UsageException | ModelException e) {
      throw e;
    } catch (Throwable e) {
      // Whatever its type: Kotlin, for one, throws checked exceptions from anywhere.
      throw TargetException.of("its world was set up", e);
    }
  }

  /** The same run with another result. */
  public WorldRun withResult(WorldResult other) {
    return new WorldRun(
        seed,
        rates,
        tape,
        omissible,
        nodes,
        declared,
        waiting,
        healed,
        stopped,
        judgedAtEnd,
        startsMatter,
        other);
  }

  /** The system model for people. */
  public String model() {
    return declared.toString();
  }

  private static WorldOptions options(CampaignPlan plan, @Nullable Tracer tracer) {
    return WorldOptions.DEFAULT
        .withDuration(plan.duration())
        .withMaxEvents(plan.maxEvents())
        // A run without a listener only has to say whether it violates anything.
        .withExplained(tracer != null)
        .withTracer(tracer);
  }
}
