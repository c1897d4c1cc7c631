package dev.faultline.examples.microraft.server;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.examples.microraft.ClusterOptions;
import dev.faultline.examples.microraft.ClusterWatch;
import dev.faultline.examples.microraft.RegisterOp;
import dev.faultline.examples.microraft.Wire;
import io.microraft.MembershipChangeMode;
import io.microraft.Ordered;
import io.microraft.RaftConfig;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNode;
import io.microraft.RaftNodeStatus;
import io.microraft.RaftRole;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.message.RaftMessage;
import io.microraft.persistence.RestoredRaftState;
import io.microraft.report.RaftGroupMembers;
import io.microraft.report.RaftNodeReport;
import io.microraft.transport.Transport;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A server's part in the group under one endpoint: one {@code RaftNode} and everything that it was
 * built with.
 */
final class Membership {
  private static final String IDENTITY = "identity";

  /**
   * Reports that nobody asks for; MicroRaft wants a period, and an hour is never over in a world.
   */
  private static final int REPORT_PERIOD_SECONDS = 3_600;

  private static final int BATCH = 10;

  private final Env env;
  private final ClusterWatch watch;
  private final Member self;
  private final RaftNode raft;
  private RaftRole role = RaftRole.FOLLOWER;
  private int term;

  private Membership(Env env, ClusterOptions options, ClusterWatch watch, String endpoint) {
    this.env = env;
    this.watch = watch;
    this.self = new Member(endpoint);
    DefaultRaftModelFactory models = new DefaultRaftModelFactory();
    DurableLog log = new DurableLog(env.store(), endpoint, watch, models);
    RaftNode.RaftNodeBuilder builder =
        RaftNode.newBuilder()
            .setGroupId(ClusterOptions.GROUP)
            .setConfig(config(options))
            .setExecutor(new Tasks(env, options.flushLatency()))
            .setTransport(new Datagrams(env))
            .setStateMachine(new RegisterMachine(endpoint, watch))
            .setStore(log)
            .setModelFactory(models)
            .setRaftNodeReportListener(this::hear)
            .setClock(new WorldClock(env.clock(), options.wallClock()))
            .setRandom(new WorldRandom(env.random()));
    RestoredRaftState restored = log.restore();
    if (restored == null) {
      builder
          .setLocalEndpoint(self)
          .setInitialGroupMembers(members(options.firstMembers()), members(options.firstVoters()));
    } else {
      builder.setRestoredState(restored);
    }
    this.raft = builder.build();
  }

  /** Goes on under the name that this server had before the crash, or under its first one. */
  static Membership resume(Env env, ClusterOptions options, ClusterWatch watch) {
    String endpoint = (String) env.store().get(IDENTITY);
    return join(env, options, watch, endpoint == null ? env.self().name() : endpoint);
  }

  /**
   * Forgets everything and starts under a new name, as somebody whom the group does not know yet.
   */
  static Membership startOver(
      Env env, ClusterOptions options, ClusterWatch watch, String endpoint) {
    DurableLog.wipe(env.store());
    env.store().put(IDENTITY, endpoint);
    env.store().sync();
    env.remark("starts over as " + endpoint);
    return join(env, options, watch, endpoint);
  }

  private static Membership join(
      Env env, ClusterOptions options, ClusterWatch watch, String endpoint) {
    Membership membership = new Membership(env, options, watch, endpoint);
    membership.raft.start().join();
    return membership;
  }

  /** Whether {@code endpoint} is a later name of the same server than {@code present}. */
  static boolean isLater(String endpoint, String present) {
    String next = present;
    while (next.length() <= endpoint.length()) {
      next = ClusterOptions.successor(next);
      if (next.equals(endpoint)) {
        return true;
      }
    }
    return false;
  }

  String endpoint() {
    return self.id();
  }

  /** Role and term, and what the log holds: where its snapshot ends, its last entry, the commit. */
  String describe() {
    String leads = role.name().toLowerCase(Locale.ROOT) + " in term " + term;
    RaftNodeReport report = report();
    return report == null
        ? leads
        : leads
            + ", snapshot to "
            + report.getLog().getLastSnapshotIndex()
            + ", log to "
            + report.getLog().getLastLogOrSnapshotIndex()
            + ", committed to "
            + report.getLog().getCommitIndex();
  }

  void handle(RaftPacket packet) {
    if (packet.to().equals(self.id())) {
      raft.handle(packet.message());
    }
  }

  CompletableFuture<Ordered<Object>> propose(Object operation) {
    return operation instanceof RegisterOp.Read
        ? LinearizableQuery.run(raft, operation)
        : raft.replicate(operation);
  }

  Wire.Members members(long number) {
    RaftGroupMembers committed = raft.getCommittedMembers();
    boolean leads =
        raft.getStatus() == RaftNodeStatus.ACTIVE
            && self.equals(raft.getTerm().getLeaderEndpoint());
    return new Wire.Members(
        number,
        self.id(),
        commitIndex(),
        leads,
        committed.getLogIndex(),
        ids(committed.getMembers()),
        ids(committed.getVotingMembers()));
  }

  private long commitIndex() {
    RaftNodeReport report = report();
    return report == null ? 0 : report.getLog().getCommitIndex();
  }

  /** What MicroRaft says of itself; null before it has started and after it has ended. */
  private @Nullable RaftNodeReport report() {
    CompletableFuture<Ordered<RaftNodeReport>> report = raft.getReport();
    return !report.isDone() || report.isCompletedExceptionally() ? null : report.join().getResult();
  }

  /** Tries a change; whoever wants it asks for the members later, so its result does not matter. */
  void change(Wire.ChangeMembers change) {
    MembershipChangeMode mode =
        switch (change.change()) {
          case ADD_LEARNER -> MembershipChangeMode.ADD_LEARNER;
          case PROMOTE -> MembershipChangeMode.ADD_OR_PROMOTE_TO_FOLLOWER;
          case REMOVE -> MembershipChangeMode.REMOVE_MEMBER;
        };
    var _ = raft.changeMembership(new Member(change.endpoint()), mode, change.commitIndex());
  }

  void leave() {
    var _ = raft.terminate();
  }

  private void hear(RaftNodeReport report) {
    RaftRole newRole = report.getRole();
    int newTerm = report.getTerm().getTerm();
    if (newRole == RaftRole.LEADER && (role != newRole || term != newTerm)) {
      watch.leads(self.id(), newTerm);
      env.remark("leads in term " + newTerm);
    } else if (newRole != RaftRole.LEADER && role == RaftRole.LEADER) {
      env.remark("leads no more");
    }
    if (newRole != RaftRole.LEARNER && role == RaftRole.LEARNER) {
      watch.promoted();
      env.remark("votes from now on");
    }
    role = newRole;
    term = newTerm;
    if (report.getReason() == RaftNodeReport.RaftNodeReportReason.STATUS_CHANGE
        && report.getStatus() == RaftNodeStatus.TERMINATED) {
      watch.removed();
    }
  }

  private static RaftConfig config(ClusterOptions options) {
    return RaftConfig.newBuilder()
        .setLeaderHeartbeatPeriodSecs(options.heartbeatPeriod().toSeconds())
        .setLeaderHeartbeatTimeoutSecs(options.heartbeatTimeout().toSeconds())
        .setLeaderElectionTimeoutMillis(options.electionTimeout().toMillis())
        .setCommitCountToTakeSnapshot(options.snapshotEvery())
        .setMaxPendingLogEntryCount(options.maxPending())
        .setAppendEntriesRequestBatchSize(BATCH)
        .setRaftNodeReportPublishPeriodSecs(REPORT_PERIOD_SECONDS)
        .build();
  }

  private static List<RaftEndpoint> members(List<String> ids) {
    return ids.stream().<RaftEndpoint>map(Member::new).toList();
  }

  private static List<String> ids(Collection<RaftEndpoint> members) {
    return members.stream().map(member -> (String) member.getId()).toList();
  }

  /** MicroRaft's messages as datagrams. */
  private static final class Datagrams implements Transport {
    private final Env env;
    private final Map<RaftEndpoint, Address> servers = new LinkedHashMap<>();

    Datagrams(Env env) {
      this.env = env;
    }

    @Override
    public void send(RaftEndpoint target, RaftMessage message) {
      String id = ((Member) target).id();
      Address server =
          servers.computeIfAbsent(target, _ -> env.address(ClusterOptions.serverOf(id)));
      env.send(server, new RaftPacket(id, message));
    }

    @Override
    public boolean isReachable(RaftEndpoint endpoint) {
      return true;
    }
  }
}
