package dev.faultline.examples.microraft;

import dev.faultline.check.Budget;
import dev.faultline.core.Address;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.sim.Clients;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import dev.faultline.sim.workload.Consistency;
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

  /** How often a client asks just any server instead of the one that it takes for the leader. */
  private static final double ANY_SERVER = 0.1;

  private static final Duration PATIENCE = Duration.ofSeconds(2);
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
    private final List<NodeHandle<RaftMember>> members = new ArrayList<>();
    private final Operator operator = new Operator(options, mayRemoveLeader);
    private Duration healAfter = Duration.ZERO;
    private long appliedAtHealing = -1;

    Run(World world) {
      this.world = world;
      this.watch = new ClusterWatch(world::violation);
    }

    void build() {
      healAfter = world.duration().multipliedBy(3).dividedBy(4);
      world.model(
          SystemModel.partiallySynchronous(Duration.ofMillis(500))
              .crashRecovery(options.voters() / 2)
              .fairLossLinks());
      Clients<RegisterOp, Long> users = addNodes();
      world.startSpread(options.heartbeatPeriod());
      world.healAfter(healAfter);
      demand(users);
      world.digest(watch::digest);
    }

    private Clients<RegisterOp, Long> addNodes() {
      List<String> names = options.firstMembers();
      for (String name : names) {
        members.add(world.node(name, () -> servers.server(options, watch)));
      }
      List<String> registers = new ArrayList<>();
      for (int i = 1; i <= keys; i++) {
        registers.add("x" + i);
      }
      List<Address> servers = List.copyOf(members);
      Clients<RegisterOp, Long> users =
          world
              .clients(clients, new RegisterKind())
              .toLeader(servers, ANY_SERVER)
              .protocol(RaftProtocol::new)
              .finalRefusals()
              .rate(1)
              .timeout(PATIENCE);
      for (int i = 0; i < clients; i++) {
        double reads = READ_SHARES[i % READ_SHARES.length];
        users.mixOf(
            i,
            RegisterKind.read(reads, registers),
            RegisterKind.write((1 - reads) / 2, registers),
            RegisterKind.compareAndSet((1 - reads) / 2, registers));
      }
      if (membership) {
        world.client("operator", () -> operator);
      }
      return users;
    }

    private void demand(Clients<RegisterOp, Long> users) {
      world.check(
          LINEARIZABILITY,
          users,
          Consistency.linearizable(Budget.deterministic(CHECK_CONFIGURATIONS).withReport(REPORT)));
      Duration recovery = world.duration().dividedBy(4);
      world.eventually(PROGRESS, recovery, () -> users.allAnsweredSince(healAfter));
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
