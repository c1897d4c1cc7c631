package dev.faultline.examples.replicated;

import static dev.faultline.sim.workload.Consistency.linearizable;

import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.Models;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.group.raft.ReplicaOptions;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Members that keep a counter together over MicroRaft: linearizable, each command once, and with
 * progress after healing, as long as members that stand still are built again and commands that are
 * asked for again are known. Either can be left out with {@code --set mistake=…}.
 */
public final class ReplicatedCounterScenario implements Scenario {
  static {
    // MicroRaft logs with SLF4J, and no provider is a wish here.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  static final String LINEARIZABLE = "the counter is linearizable";
  static final String PROGRESS = "clients make progress again after healing";

  private static final int CLIENTS = 3;
  private static final Duration HEARTBEAT = Duration.ofMillis(200);
  private static final Duration STANDSTILL = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "replicated-counter";
  }

  @Override
  public String description() {
    return "A counter over MicroRaft with exactly-once commands; right, or with a mistake planted.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("mistake", "none", Mistake.texts()),
        new Setting("members", "3", "how many members, 2 to 7"),
        new Setting("snapshot-every", "20", "after how many commands a snapshot is taken"));
  }

  @Override
  public int worlds() {
    return 2_000;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(40);
  }

  /** Faults on the scale of the timeouts: a leader is missed after a second. */
  @Override
  public FaultMix faults() {
    return FaultMix.DEFAULT
        .withKinds(
            List.of(
                FaultKind.PARTITION,
                FaultKind.LINK_LOSS,
                FaultKind.LINK_DELAY,
                FaultKind.CRASH,
                FaultKind.PAUSE))
        .withDurations(Duration.ofMillis(500), Duration.ofSeconds(5))
        .withChance(0.06);
  }

  @Override
  public Program program(Settings settings) {
    Mistake mistake = Mistake.parse(settings.text("mistake"));
    int count = settings.number("members", 2, 7);
    int snapshotEvery = settings.number("snapshot-every", 2, 1_000_000);
    ReplicaOptions options =
        ReplicaOptions.DEFAULT
            .withHeartbeat(HEARTBEAT)
            .withSnapshotEvery(snapshotEvery)
            .withStandstill(
                mistake == Mistake.NO_WATCHDOG ? Optional.empty() : Optional.of(STANDSTILL));
    return world -> build(world, options, count, mistake != Mistake.NO_SESSION);
  }

  private static void build(World world, ReplicaOptions options, int count, boolean sessions) {
    world.model(
        SystemModel.partiallySynchronous(Duration.ofMillis(100))
            .crashRecovery((count - 1) / 2)
            .fairLossLinks());
    List<String> members = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      members.add("member-" + i);
    }
    NodeGroup<Member> nodes = world.nodes(members, _ -> new Member(members, options));
    ClientOperations<CounterOp, Object> operations = world.operations();
    List<NodeHandle<CounterClient>> clients = new ArrayList<>();
    for (int i = 1; i <= CLIENTS; i++) {
      clients.add(
          world.client(
              "client-" + i,
              () -> new CounterClient(members, operations, sessions, world::nowNanos)));
    }
    world.check(LINEARIZABLE, () -> linearizable().judge(operations.history(), Models.counter()));
    Duration healAfter = world.duration().multipliedBy(5).dividedBy(8);
    world.healAfter(healAfter);
    world.eventually(
        PROGRESS,
        world.duration().dividedBy(4),
        () -> clients.stream().allMatch(each -> hasAnsweredSince(each, healAfter)));
    world.always("one leader a term", nodes, ReplicatedCounterScenario::leadInTermsOfTheirOwn);
    world.reachable(Member.ELECTED_AGAIN);
    if (options.standstill().isPresent()) {
      world.reachable(Member.BUILT_AGAIN);
    }
  }

  private static boolean leadInTermsOfTheirOwn(List<? extends Member> members) {
    long leaders = members.stream().filter(each -> each.leadsIn() > 0).count();
    return leaders
        == members.stream().mapToInt(Member::leadsIn).filter(term -> term > 0).distinct().count();
  }

  private static boolean hasAnsweredSince(NodeHandle<CounterClient> client, Duration time) {
    CounterClient state = client.state();
    return state != null && state.answeredNanos() >= time.toNanos();
  }
}
