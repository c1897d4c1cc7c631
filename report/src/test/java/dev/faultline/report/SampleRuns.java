package dev.faultline.report;

import dev.faultline.core.Address;
import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.SystemModel;
import dev.faultline.report.QuorumStore.Client;
import dev.faultline.report.QuorumStore.Replica;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs to make diagrams of: a handful of events, some thousands, and a hundred thousand. */
final class SampleRuns {
  private static final long SEED = 42;

  private SampleRuns() {}

  /** Loses, duplicates and corrupts as the rates say. */
  private static final class Unkind extends QuietAdversary {
    private final double loss;

    Unkind(long seed, double loss) {
      super(seed);
      this.loss = loss;
    }

    @Override
    public FaultRates rates() {
      return new FaultRates(loss, 0.01, 0.002, Duration.ZERO);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return Odds.hit(odds, hash(kind, subject, ordinal));
    }
  }

  static RunHeader header(List<TraceEvent> events) {
    String property = null;
    String detail = null;
    if (events.getLast() instanceof TraceEvent.Violated violated) {
      property = violated.property();
      detail = violated.detail();
    }
    return new RunHeader(
        "quorum-store",
        SEED,
        property,
        detail,
        0x51ab0c93d2e4f607L,
        "./faultline replay faultline-out/quorum-store-42.replay");
  }

  /** Made up, but for the story: the first loss is needed, and half of the run is too late. */
  static Explanation explanation(List<TraceEvent> events) {
    int loss = 0;
    while (!(events.get(loss) instanceof TraceEvent.Lost)) {
      loss++;
    }
    long saved = events.get(loss).nanos();
    return new Explanation(
        List.of(
            new Explanation.Line("'reads see acknowledged writes' does not hold", -1),
            new Explanation.Line("  1. a message is lost: needed, nothing is violated", loss)),
        Explanation.of(null, events).story(),
        List.of(new Explanation.Mark(1, "needed", loss)),
        saved,
        saved + 1,
        saved);
  }

  /** Some thousand events, and a stale read at the end. */
  static List<TraceEvent> violating() {
    for (long seed = 1; ; seed++) {
      List<TraceEvent> events =
          run(seed, 0.12, 5, 3, Duration.ofMillis(40), Duration.ofSeconds(10), true);
      if (events.size() > 1_500
          && events.size() < 3_000
          && events.getLast() instanceof TraceEvent.Violated) {
        return events;
      }
    }
  }

  /** At least {@code count} events. */
  static List<TraceEvent> longRun(int count) {
    List<TraceEvent> events =
        run(SEED, 0.02, 7, 4, Duration.ofMillis(12), Duration.ofMillis(count / 3), false);
    if (events.size() < count) {
      throw new IllegalStateException("only " + events.size() + " events");
    }
    List<TraceEvent> cut = new ArrayList<>(events.subList(0, count - 1));
    cut.add(
        new TraceEvent.Violated(
            cut.getLast().nanos(),
            "reads see acknowledged writes",
            "client-2 read an old value",
            List.of()));
    return cut;
  }

  private static List<TraceEvent> run(
      long seed,
      double loss,
      int replicas,
      int clients,
      Duration think,
      Duration duration,
      boolean strict) {
    List<TraceEvent> events = new ArrayList<>();
    World world =
        new World(
            new Unkind(seed, loss),
            WorldOptions.DEFAULT.withDuration(duration).withTracer(events::add));
    world.model(SystemModel.partiallySynchronous().crashRecovery(2).fairLossLinks());
    world.network().latency(Duration.ofMillis(1), Duration.ofMillis(9));
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= replicas; i++) {
      names.add("db-" + i);
    }
    List<Address> nodes =
        world.nodes(replicas, "db", () -> new Replica(think.multipliedBy(2), names));
    int quorum = strict ? replicas / 2 : replicas / 2 + 1;
    Client.Workload workload = new Client.Workload(nodes, quorum, think, strict);
    for (int i = 1; i <= clients; i++) {
      world.client("client-" + i, () -> new Client(world, events::add, workload));
    }
    faults(world, duration);
    world.healAfter(duration.multipliedBy(9).dividedBy(10));
    world.run();
    return events;
  }

  private static void faults(World world, Duration duration) {
    // In hundredths of the run, so that every length of run sees all of them.
    Duration unit = duration.dividedBy(100);
    strike(world, unit, 1, new Fault.Crash("db-2", unit.multipliedBy(2)));
    strike(world, unit, 2, new Fault.Slow("db-4", Duration.ofMillis(3), unit.multipliedBy(4)));
    strike(world, unit, 3, halves(unit.multipliedBy(3)));
    strike(world, unit, 4, new Fault.LinkDelay("db-1", "db-4", Duration.ofMillis(25), unit));
    strike(world, unit, 8, new Fault.Pause("db-3", unit.multipliedBy(2)));
    strike(world, unit, 9, new Fault.ClockJump("db-5", Duration.ofMillis(-1500)));
    strike(world, unit, 12, new Fault.LinkLoss("db-2", "db-1", 0.5, unit.multipliedBy(3)));
    strike(world, unit, 13, new Fault.ClockDrift("db-1", 40_000, unit.multipliedBy(20)));
    strike(world, unit, 20, isolated(unit.multipliedBy(6)));
    strike(world, unit, 31, new Fault.Crash("db-5", unit.multipliedBy(5)));
    strike(
        world,
        unit,
        40,
        new Fault.Flapping("db-3", "db-4", unit.dividedBy(4), unit.dividedBy(4), unit));
    strike(world, unit, 45, halves(unit.multipliedBy(6)));
    strike(world, unit, 52, new Fault.Crash("db-1", unit.multipliedBy(3)));
    strike(world, unit, 70, isolated(unit.multipliedBy(10)));
  }

  private static void strike(World world, Duration unit, int hundredths, Fault fault) {
    world.fault(unit.multipliedBy(hundredths), fault);
  }

  private static Fault halves(Duration lasting) {
    return new Fault.Partition(
        PartitionShape.HALVES,
        List.of(List.of("db-1", "db-2"), List.of("db-3", "db-4", "db-5")),
        lasting);
  }

  private static Fault isolated(Duration lasting) {
    return new Fault.Partition(
        PartitionShape.ISOLATED,
        List.of(List.of("db-1"), List.of("db-2", "db-3", "db-4", "db-5")),
        lasting);
  }

  /** The kind of story that shrinking leaves: one of everything, in some two dozen events. */
  static List<TraceEvent> story() {
    return new Story().events();
  }
}
