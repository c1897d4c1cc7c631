package dev.faultline.examples.microraft;

import dev.faultline.check.Budget;
import dev.faultline.check.Linearizability;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One world: the servers, the clients, the operator, and what must hold.
 *
 * @param servers of the version of MicroRaft that was asked for
 * @param clients how many
 * @param keys how many registers
 * @param membership whether the operator changes the membership
 * @param mayRemoveLeader whether it may remove a leader too
 * @param catchUp whether every single member has to catch up after healing
 */
record MicroRaftProgram(
    ServerFactory servers,
    ClusterOptions options,
    int clients,
    int keys,
    boolean membership,
    boolean mayRemoveLeader,
    boolean catchUp)
    implements Program {
  /** What the whole history of a world has to be. */
  static final String LINEARIZABILITY = "linearizability";

  /** What every client has to see after healing. */
  static final String PROGRESS = "clients make progress again after healing";

  /** What every server has to do after healing. */
  static final String CATCHING_UP = "all members catch up after healing";

  /** Clients differ: one mostly writes, one mostly reads. */
  private static final double[] READ_SHARES = {0.2, 0.5, 0.9};

  private static final Duration REPORT = Duration.ofMillis(250);
  private static final long CHECK_CONFIGURATIONS = 1_000_000;

  @Override
  public void build(World world) {
    new Run(world).build();
  }

  /** The parts of one world that know each other. */
  private final class Run {
    private final World world;
    private final ClusterWatch watch;
    private final ClientOperations<RegisterOp, Long> operations;
    private final List<NodeHandle<RaftMember>> members = new ArrayList<>();
    private final List<RegisterClient> users = new ArrayList<>();
    private final Operator operator = new Operator(options, mayRemoveLeader);
    private long values;
    private long healNanos;
    private long appliedAtHealing = -1;

    Run(World world) {
      this.world = world;
      this.watch = new ClusterWatch(world::violation);
      this.operations = world.operations();
    }

    void build() {
      Duration healAfter = world.duration().multipliedBy(3).dividedBy(4);
      healNanos = healAfter.toNanos();
      world.model(
          SystemModel.partiallySynchronous(Duration.ofMillis(500))
              .crashRecovery(options.voters() / 2)
              .fairLossLinks());
      addNodes();
      world.startSpread(options.heartbeatPeriod());
      world.healAfter(healAfter);
      demand();
      world.digest(watch::digest);
    }

    private void addNodes() {
      List<String> names = options.firstMembers();
      for (String name : names) {
        members.add(world.node(name, () -> servers.server(options, watch)));
      }
      List<String> registers = new ArrayList<>();
      for (int i = 1; i <= keys; i++) {
        registers.add("x" + i);
      }
      for (int i = 1; i <= clients; i++) {
        RegisterClient client =
            new RegisterClient(
                names.get((i - 1) % options.voters()),
                READ_SHARES[(i - 1) % READ_SHARES.length],
                names,
                registers,
                operations,
                world::nowNanos,
                () -> ++values);
        users.add(client);
        world.client("client-" + i, () -> client);
      }
      if (membership) {
        world.client("operator", () -> operator);
      }
    }

    private void demand() {
      world.check(
          LINEARIZABILITY,
          () ->
              Linearizability.check(
                  operations.history(),
                  new RegisterSpec(),
                  Budget.deterministic(CHECK_CONFIGURATIONS).withReport(REPORT)));
      Duration recovery = world.duration().dividedBy(4);
      world.eventually(PROGRESS, recovery, this::everyClientGoesOn);
      if (catchUp) {
        world.eventually(CATCHING_UP, recovery, this::everyMemberCaughtUp);
      }
      world.sometimes("the leader changed", () -> watch.terms() > 1);
      world.sometimes("a snapshot was installed", watch::snapshotInstalled);
      if (membership) {
        world.sometimes("a learner was promoted", watch::learnerPromoted);
        world.sometimes("a member was removed", watch::memberRemoved);
        world.sometimes("a member was replaced", watch::memberReplaced);
      }
    }

    private boolean everyClientGoesOn() {
      for (RegisterClient client : users) {
        if (client.lastCompleted() < healNanos) {
          return false;
        }
      }
      return true;
    }

    /**
     * Whether all members that are not gone for good have applied what anybody had applied when the
     * world healed.
     */
    private boolean everyMemberCaughtUp() {
      if (appliedAtHealing < 0) {
        appliedAtHealing = watch.appliedAnywhere();
      }
      for (NodeHandle<RaftMember> each : members) {
        RaftMember member = each.state();
        if (member != null
            && operator.members().contains(member.endpoint())
            && watch.appliedBy(member.endpoint()) < appliedAtHealing) {
          return false;
        }
      }
      return true;
    }
  }
}
