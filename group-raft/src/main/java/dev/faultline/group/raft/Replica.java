package dev.faultline.group.raft;

import io.microraft.Ordered;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNode;
import io.microraft.RaftRole;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import io.microraft.persistence.RestoredRaftState;
import io.microraft.report.RaftNodeReport;
import io.microraft.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member of a group that replicates a {@link Machine} with MicroRaft: commands are totally
 * ordered, each command of a {@link GroupClient} takes effect once, and more than half of the
 * members have stored it before it is answered. The group is available while more than half of the
 * members are up and connected; its answers are correct in any case. The members are fixed.
 *
 * <p>MicroRaft 0.7 can get stuck permanently in three ways, which this class works around. First, a
 * follower that hears its leader again during a pre-vote never starts another: a member without
 * progress for {@link ReplicaOptions#standstill} is rebuilt from its log, as after a restart.
 * Second, a follower with entries after its snapshot refuses appends that begin there: it is given
 * only the entries that it can accept, and is rebuilt if an entry conflicts. Third, a follower
 * whose pre-vote is refused for its old term repeats the same request for ever: it adopts the later
 * term, and is rebuilt. All three are as safe as a crash and a recovery.
 *
 * <p>Not thread-safe: its owner calls it, with readings of one clock that does not go back; an
 * earlier reading counts as the latest. Nothing here reads a clock, starts a thread or opens a
 * socket. If a method throws {@link UncheckedIOException}, the log failed to store something:
 * discard the member, close its log, open it and create the member again, as after a crash. An
 * {@link IllegalStateException} that names the member asks for the same: its {@link Machine}, its
 * port or MicroRaft threw. From then on each call throws, and nothing is sent, so a member that has
 * stopped is never taken for one that is merely slow. No message can cause that: what no member or
 * client sends is ignored and counted. A link must therefore not treat such an exception as the
 * failure of one peer's session: {@code FailurePolicy.Reaction.STOP} for a {@code LinkDriver}.
 */
public final class Replica {
  private final String group;
  private final String name;
  private final List<String> members;
  private final ReplicaOptions options;
  private final Supplier<? extends Machine> machines;
  private final RandomGenerator random;
  private final ReplicaPort port;
  private final RaftTime time;
  private final Progress progress;
  private final KeptState kept;
  private final Appends appends;
  private final RaftChecks checks;

  private Sessions sessions;
  private RaftNode raft;
  private Tasks tasks;
  private RaftRole role = RaftRole.FOLLOWER;
  private int term;
  private long rebuilt;
  private long ignored;

  /** What was thrown that nobody here expects, so that this member must not go on. */
  private @Nullable Throwable stopped;

  /**
   * Restores a member from its log, or starts it for the first time.
   *
   * @param group the name of the group; messages of other groups are ignored
   * @param name of this member, one of {@code members}
   * @param members all names, the same at all members and never changed
   * @param log the log of this member alone, opened for it: another member, also one of the same
   *     name, has to open it again. A member that lost it must not come back under its name: it
   *     would break its promises to the others
   * @param machines creates empty machines, all equal
   * @throws IllegalArgumentException if the log belongs to another member or group, or is not a
   *     member's log
   * @throws IllegalStateException if this log was given to a member before
   */
  public Replica(
      String group,
      String name,
      List<String> members,
      ReplicaOptions options,
      RecordLog log,
      Supplier<? extends Machine> machines,
      RandomGenerator random,
      ReplicaPort port,
      long nowNanos) {
    if (!members.contains(name) || members.stream().distinct().count() != members.size()) {
      throw new IllegalArgumentException(
          "member '%s' is to be one of %s, each once".formatted(name, members));
    }
    this.group = group;
    this.name = name;
    this.members = List.copyOf(members);
    this.options = options;
    this.machines = machines;
    this.random = random;
    this.port = port;
    this.time = new RaftTime(options.heartbeat(), nowNanos);
    this.progress = new Progress(time, options.standstill());
    this.kept = new KeptState(log);
    this.appends = new Appends(kept);
    this.checks = new RaftChecks(this.members);
    kept.requireOwnedBy(name, this.members);
    tasks = new Tasks(time);
    sessions = new Sessions(machines.get(), options.sessions());
    raft = build(tasks);
    start();
  }

  private RaftNode build(Tasks mine) {
    RaftNode.RaftNodeBuilder builder =
        RaftNode.newBuilder()
            .setGroupId(group)
            .setConfig(RaftSettings.of(options))
            .setExecutor(mine)
            .setTransport(new Way(mine))
            .setStateMachine(sessions)
            .setStore(kept)
            .setModelFactory(RaftModels.FACTORY)
            .setRaftNodeReportListener(report -> hear(mine, report))
            .setClock(time)
            .setRandom(new RaftRandom(random));
    RestoredRaftState restored = kept.restore();
    if (restored != null) {
      return builder.setRestoredState(restored).build();
    }
    List<RaftEndpoint> all = members.stream().<RaftEndpoint>map(RaftMember::new).toList();
    return builder.setLocalEndpoint(new RaftMember(name)).setInitialGroupMembers(all).build();
  }

  private void start() {
    progress.made();
    CompletableFuture<Ordered<Object>> started = raft.start();
    kept.requireStored();
    if (started.isCompletedExceptionally()) {
      throw new IllegalStateException(
          "member '%s' of group '%s' does not start: %s; if this is its snapshot, start it with a machine that can load that; it must not start empty, since the others count on what it kept"
              .formatted(name, group, started.exceptionNow()),
          started.exceptionNow());
    }
    failIfBroken();
  }

  /**
   * Processes a message. Messages of non-members and of other groups, and those that no member or
   * client sends, are ignored and counted: {@link #ignored}.
   *
   * @param from the sender, as authenticated by the link
   */
  public void receive(String from, GroupMessage message, long nowNanos) {
    time.advance(nowNanos);
    step(() -> {
      switch (message) {
        case GroupMessage.Consensus(var bytes) -> consensus(from, bytes);
        case GroupMessage.Request request -> request(from, request);
        case GroupMessage.Reply _ -> ignored++;
      }
    });
  }

  /** Whatever is thrown ends this member, and not only what was being done. */
  private void step(Runnable work) {
    failIfBroken();
    try {
      work.run();
      if (!isBroken() && progress.isWatched() && kept.takeCut()) {
        rebuild();
      }
    } catch (RuntimeException | Error e) {
      stop(e);
    }
    failIfBroken();
  }

  private void stop(Throwable why) {
    if (stopped == null) {
      stopped = why;
    }
  }

  private void consensus(String from, byte[] bytes) {
    RaftMessage message;
    try {
      message = RaftWire.decode(bytes);
    } catch (IllegalArgumentException none) {
      ignored++;
      return;
    }
    if (!group.equals(message.getGroupId())
        || !from.equals(RaftMember.name(message.getSender()))
        || from.equals(name)
        || !members.contains(from)
        || !checks.isPossible(message, kept.lastIndex())) {
      ignored++;
      return;
    }
    if (!RaftChecks.isInstallable(message, kept, machines)) {
      ignored++;
      if (kept.dropParts((InstallSnapshotRequest) message)) {
        rebuild();
      }
    } else if (progress.isWatched() && message instanceof AppendEntriesRequest append) {
      append(append);
    } else if (progress.isWatched()
        && message instanceof PreVoteResponse refusal
        && !refusal.isGranted()
        && refusal.getTerm() > term() + 1
        && !isLeader()) {
      takeOver(refusal.getTerm());
    } else {
      raft.handle(message);
    }
  }

  private void append(AppendEntriesRequest append) {
    AppendEntriesRequest mended;
    try {
      mended = appends.mend(append, raft.getTerm().getTerm());
      if (mended == null) {
        rebuild();
        mended = appends.mend(append, raft.getTerm().getTerm());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    raft.handle(mended == null ? append : mended);
    appends.handled();
  }

  /**
   * Another member is in a later term than this one asked a pre-vote for. MicroRaft would repeat
   * the same request, which is always refused, although this member may be the only one that can
   * win.
   */
  private void takeOver(int later) {
    try {
      kept.takeOver(later);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rebuild();
  }

  private void request(String from, GroupMessage.Request request) {
    if (!Requests.isPossible(request.ask())) {
      ignored++;
    } else if (!isLeader()) {
      send(from, new GroupMessage.Reply(request.number(), new Outcome.Elsewhere(leader())));
    } else {
      var _ =
          Requests.ask(raft, request.ask())
              .thenAccept(outcome -> send(from, new GroupMessage.Reply(request.number(), outcome)));
    }
  }

  /** Whoever calls this may catch everything. */
  private void send(String to, GroupMessage message) {
    if (isBroken()) {
      return;
    }
    try {
      port.send(to, message);
    } catch (RuntimeException | Error e) {
      stop(e);
    }
  }

  /** Time has gone by, at {@link #wakeAt} or at any other time. */
  public void tick(long nowNanos) {
    time.advance(nowNanos);
    step(() -> {
      tasks.tick();
      if (isLeader()) {
        progress.made();
      }
      if (progress.isStandstill()) {
        rebuild();
      }
    });
  }

  /** When {@link #tick} has to be called next, as a reading of the caller's clock. */
  public long wakeAt() {
    OptionalLong next = tasks.nextNanos();
    return time.reading(Math.min(next.orElse(Long.MAX_VALUE), progress.dueNanos()));
  }

  private void rebuild() {
    try {
      kept.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rebuilt++;
    // The old one is not terminated, as that would write its term again. Nobody runs its tasks any
    // more, and whoever waits for an answer of it asks again.
    tasks = new Tasks(time);
    role = RaftRole.FOLLOWER;
    sessions = new Sessions(machines.get(), options.sessions());
    raft = build(tasks);
    start();
  }

  private boolean isBroken() {
    return stopped != null || kept.failure() != null || sessions.isBroken();
  }

  private void failIfBroken() {
    kept.requireStored();
    sessions.requireWhole("member '%s' of group '%s'".formatted(name, group));
    if (stopped != null) {
      throw new IllegalStateException(
          "member '%s' of group '%s' stops: %s; create it again from its log"
              .formatted(name, group, stopped),
          stopped);
    }
  }

  private void hear(Tasks teller, RaftNodeReport report) {
    if (teller != tasks) {
      return;
    }
    role = report.getRole();
    if (report.getTerm().getTerm() != term) {
      term = report.getTerm().getTerm();
      progress.made();
    }
  }

  /** Whether it considers itself the leader; there may be a newer one. */
  public boolean isLeader() {
    return new RaftMember(name).equals(raft.getTerm().getLeaderEndpoint());
  }

  /** The leader, as far as it knows. */
  public @Nullable String leader() {
    RaftEndpoint leader = raft.getTerm().getLeaderEndpoint();
    return leader == null ? null : RaftMember.name(leader);
  }

  /** The term, which grows with each election. */
  public int term() {
    return raft.getTerm().getTerm();
  }

  /** How often it was rebuilt since it was created. */
  public long rebuilt() {
    return rebuilt;
  }

  /**
   * How many messages were ignored: from non-members, in the name of this member, from other
   * groups, or ones that no member or client sends, such as entries that do not follow each other.
   * Messages that are late, or repeated, or of an earlier term are not counted: they are part of
   * the protocol.
   */
  public long ignored() {
    return ignored;
  }

  @Override
  public String toString() {
    return role.name().toLowerCase(Locale.ROOT) + " in term " + term();
  }

  /** The transport of one MicroRaft instance, in effect while this replica uses that instance. */
  private final class Way implements Transport {
    private final Tasks mine;

    Way(Tasks mine) {
      this.mine = mine;
    }

    @Override
    public void send(RaftEndpoint target, RaftMessage message) {
      if (mine != tasks || isBroken()) {
        return;
      }
      RaftMessage answer = appends.answer(message);
      progress.sending(answer);
      Replica.this.send(
          RaftMember.name(target), new GroupMessage.Consensus(RaftWire.encode(answer)));
    }

    @Override
    public boolean isReachable(RaftEndpoint endpoint) {
      return true;
    }
  }
}
