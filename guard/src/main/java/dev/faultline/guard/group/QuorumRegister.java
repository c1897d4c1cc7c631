package dev.faultline.guard.group;

import dev.faultline.core.Checks;
import dev.faultline.guard.group.RegisterOperation.Wish;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * One process of a replicated register, which stays available while more than half of its members
 * are up: a member, or a client that stores nothing for others. Reads and writes of all processes
 * are linearizable, in the asynchronous model with crashes, recoveries and fair-loss links: ABD
 * with several writers (Attiya, Bar-Noy, Dolev, JACM 1995; Lynch and Shvartsman, FTCS 1997).
 *
 * <p>A write asks a quorum for the newest tag, and then stores its value under a higher tag at a
 * quorum. A read asks a quorum for the newest value, and stores it at a quorum before it returns,
 * unless all that answered have it already: otherwise the next reader could find an older value.
 *
 * <p>Members change as in RAMBO (Lynch and Shvartsman, DISC 2002): a majority of the newest
 * configuration decides by consensus (single-decree Paxos) which one follows. From then on
 * operations ask a majority of each active configuration, until the value was copied to the newest;
 * then the older ones are retired. Operations continue meanwhile. The decision terminates only if
 * concurrent attempts do not disturb each other for ever, which needs some synchrony; attempts back
 * off at random.
 *
 * <p>It does not tolerate Byzantine members: a false answer breaks it.
 *
 * <p>Messages need authenticated links. Answers from non-members, repeated and late ones are
 * ignored, and counted ({@link #ignored}); so are messages of another group ({@link #foreign}), and
 * those of strangers that would change the members ({@link #refused}).
 *
 * <p>Not thread-safe: its owner calls it; {@link SharedQuorumRegister} is for several threads. The
 * caller passes the time, from one monotonic clock such as {@code System.nanoTime()}. Call {@link
 * #tick} at {@link #wakeAt}.
 *
 * @param <V> values; must be immutable
 */
public final class QuorumRegister<V> {
  private final RegisterReplica<V> replica;
  private final RegisterCoordinator<V> coordinator;

  /**
   * Opens the register. Only members can change the members, or bring word of a change.
   *
   * @param self the unique name of this process
   * @param incarnation 0 to 2^31 - 1, higher after each restart, so that answers to requests from
   *     before the restart are recognised
   * @param saved the stored state; {@link RegisterState#first} if there is none. Sync the file
   *     before you read it: unsynced data may still be lost
   * @param retry how long to wait before members that have not answered are asked again
   * @param random spreads concurrent attempts to decide a configuration
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
    this(self, incarnation, saved, retry, random, port, _ -> false);
  }

  /**
   * Opens the register, of a process that other processes than members may tell of changes of the
   * members.
   *
   * @param changers which names, besides those of members, may change the members, or know of a
   *     change that this process does not. A message of any other process that would have a part in
   *     that is refused and counted ({@link #refused}), as if it had been lost. Name operators that
   *     call {@link #reconfigure} without being members, and clients from which members may learn
   *     of a change. They are trusted as members are
   * @throws IllegalArgumentException if the incarnation is out of its range, or {@code retry} is
   *     not positive
   */
  public QuorumRegister(
      String self,
      long incarnation,
      RegisterState<V> saved,
      Duration retry,
      RandomGenerator random,
      RegisterPort<V> port,
      Predicate<String> changers) {
    if (incarnation < 0 || incarnation > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "incarnation is " + incarnation + ", expected 0 to " + Integer.MAX_VALUE);
    }
    replica = new RegisterReplica<>(saved, port);
    coordinator =
        new RegisterCoordinator<>(
            self,
            incarnation,
            Checks.positiveNanos("retry", retry),
            random,
            port,
            replica,
            changers);
  }

  /**
   * Starts a read.
   *
   * @param patience after which it ends as {@link RegisterEnding.Late}
   * @return its number, with which {@link RegisterPort#ended} is called, perhaps before this
   *     returns
   */
  public long read(Duration patience, long nowNanos) {
    return coordinator.begin(new Wish.Read<>(), patience, nowNanos);
  }

  /** Starts a write; see {@link #read}. */
  public long write(V value, Duration patience, long nowNanos) {
    return coordinator.begin(new Wish.Write<>(value), patience, nowNanos);
  }

  /**
   * Starts a change of the members; see {@link #read}. New members have to be running, started with
   * {@link RegisterState#first} of the first configuration. Leaving members may be stopped after
   * {@link RegisterEnding.Reconfigured}; a process that knows none of the remaining members has to
   * be told of them ({@link #learn}). Members listen to this process only if it is one of them, or
   * one of their {@code changers}.
   *
   * @throws IllegalArgumentException if the members are empty or contain a name twice
   */
  public long reconfigure(List<String> members, Duration patience, long nowNanos) {
    Configuration checked = new Configuration(0, members);
    return coordinator.begin(new Wish.Reconfigure<>(checked.members()), patience, nowNanos);
  }

  /** Processes a message of another process. */
  public void receive(String from, RegisterMessage<V> message, long nowNanos) {
    coordinator.receive(from, message, nowNanos);
  }

  /**
   * Tells this process the active configurations, as may be needed after it was away for a long
   * time.
   */
  public void learn(Configurations known, long nowNanos) {
    coordinator.learn(known, nowNanos);
  }

  /** Repeats requests, and ends operations whose deadline has passed. */
  public void tick(long nowNanos) {
    coordinator.tick(nowNanos);
  }

  /** When to call {@link #tick}; empty if no operation is under way. */
  public OptionalLong wakeAt() {
    return coordinator.wakeAt();
  }

  /** The state that this process keeps. */
  public RegisterState<V> state() {
    return replica.state();
  }

  /** The configurations that it considers active. */
  public Configurations configurations() {
    return replica.configurations();
  }

  /** How many answers were late, repeated, or from a non-member. */
  public long ignored() {
    return coordinator.ignored();
  }

  /** How many messages came from another group: they name different members for the same epoch. */
  public long foreign() {
    return coordinator.foreign();
  }

  /**
   * How many messages were refused because they would have changed the members, or brought word of
   * a change, and were of neither a member nor one of the {@code changers}.
   */
  public long refused() {
    return coordinator.refused();
  }
}
