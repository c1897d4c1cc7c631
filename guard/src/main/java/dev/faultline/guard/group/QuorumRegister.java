package dev.faultline.guard.group;

import dev.faultline.core.Checks;
import dev.faultline.guard.group.RegisterOperation.Wish;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * A register that is kept by several processes and goes on while more than half of them do: one
 * member, or a client that keeps nothing for others. Reads and writes of all are linearizable, in
 * the asynchronous model with crashes, recoveries and fair-loss links: ABD with several writers
 * (Attiya, Bar-Noy, Dolev, JACM 1995; Lynch and Shvartsman, FTCS 1997).
 *
 * <p>A write asks a quorum for the newest tag, and has a quorum hold its value under a higher one.
 * A read asks a quorum, and has a quorum hold what it returns, unless all of those asked already
 * do: else the next reader might find an older value.
 *
 * <p>Members change as in RAMBO (Lynch and Shvartsman, DISC 2002): a majority of the newest
 * configuration decides by consensus (single-decree Paxos) which one follows. From then on
 * operations ask a majority of each until one of them has carried the value over; then the older
 * ones are over. Operations go on meanwhile. Deciding ends only if attempts do not cross for ever,
 * which takes some synchrony; they back off at random.
 *
 * <p>It tolerates no lies: a member that says what it does not hold breaks it.
 *
 * <p>Messages go over a link that names its ends. Answers of processes that are no members,
 * repeated and late ones have no effect, and are counted ({@link #ignored}); so are messages of
 * another group ({@link #foreign}).
 *
 * <p>Not thread-safe: its owner calls it; {@link SharedQuorumRegister} is for several threads. Time
 * is an argument, of one monotonic clock such as {@code System.nanoTime()}. Call {@link #tick} at
 * {@link #wakeAt}.
 *
 * @param <V> values; must be immutable
 */
public final class QuorumRegister<V> {
  private final RegisterReplica<V> replica;
  private final RegisterCoordinator<V> coordinator;

  /**
   * Opens it.
   *
   * @param self its name, which no other process has
   * @param incarnation 0 to 2^31 - 1, higher after each restart: what was asked before is told from
   *     what is asked now
   * @param saved what was kept; {@link RegisterState#first} where nothing was. What was written and
   *     not synced may still be lost: sync before it is read
   * @param retry how long until those that have not answered are asked again
   * @param random spreads attempts at a configuration that cross
   * @throws IllegalArgumentException if the incarnation is out of its range, or {@code retry} is
   *     not positive
   */
  public QuorumRegister(
      String self,
      long incarnation,
      RegisterState<V> saved,
      Duration retry,
      RandomGenerator random,
      RegisterPort<V> port) {
    if (incarnation < 0 || incarnation > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "incarnation is " + incarnation + ", expected 0 to " + Integer.MAX_VALUE);
    }
    replica = new RegisterReplica<>(saved, port);
    coordinator =
        new RegisterCoordinator<>(
            self, incarnation, Checks.positiveNanos("retry", retry), random, port, replica);
  }

  /**
   * Begins a read.
   *
   * @param patience until it ends as {@link RegisterEnding.Late}
   * @return its number, with which {@link RegisterPort#ended} is called, perhaps before this
   *     returns
   */
  public long read(Duration patience, long nowNanos) {
    return coordinator.begin(new Wish.Read<>(), patience, nowNanos);
  }

  /** Begins a write; see {@link #read}. */
  public long write(V value, Duration patience, long nowNanos) {
    return coordinator.begin(new Wish.Write<>(value), patience, nowNanos);
  }

  /**
   * Begins a change to other members; see {@link #read}. Those that join have to run by then, with
   * {@link RegisterState#first} of the first configuration. Those that leave may be stopped after
   * {@link RegisterEnding.Reconfigured}; each process that knows none of the members that stay has
   * to be told of them ({@link #learn}).
   *
   * @throws IllegalArgumentException if there is none, or one that is named twice
   */
  public long reconfigure(List<String> members, Duration patience, long nowNanos) {
    Configuration checked = new Configuration(0, members);
    return coordinator.begin(new Wish.Reconfigure<>(checked.members()), patience, nowNanos);
  }

  /** Takes a message of another process. */
  public void receive(String from, RegisterMessage<V> message, long nowNanos) {
    coordinator.receive(from, message, nowNanos);
  }

  /** Learns which configurations are in force, as a process that was away for long may have to. */
  public void learn(Configurations known, long nowNanos) {
    coordinator.learn(known, nowNanos);
  }

  /** Asks again, and ends what is late. */
  public void tick(long nowNanos) {
    coordinator.tick(nowNanos);
  }

  /** When to call {@link #tick}; empty if nothing is under way. */
  public OptionalLong wakeAt() {
    return coordinator.wakeAt();
  }

  /** What this process keeps. */
  public RegisterState<V> state() {
    return replica.state();
  }

  /** The configurations that it knows to be in force. */
  public Configurations configurations() {
    return replica.configurations();
  }

  /** How many answers came late, again, or from a process that is no member. */
  public long ignored() {
    return coordinator.ignored();
  }

  /** How many messages were of another group: they name other members for the same epoch. */
  public long foreign() {
    return coordinator.foreign();
  }
}
