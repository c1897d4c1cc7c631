package dev.faultline.core;

import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything an incarnation of a node may touch outside its own fields. An {@code Env} belongs to
 * one incarnation and is to be used only from that node's own handlers or threads; after the
 * incarnation's crash every call is ignored.
 */
public interface Env {
  Address self();

  /** 1 for the first life of this node, one more after every recovery. */
  int incarnation();

  /**
   * The address of the node called {@code name}.
   *
   * @throws IllegalArgumentException when no such node exists
   */
  Address address(String name);

  NodeClock clock();

  /** Shorthand for {@code clock().monotonicNanos()}. */
  default long nanoTime() {
    return clock().monotonicNanos();
  }

  /**
   * The node's only source of randomness. Its draws are decisions of the adversary, so they replay;
   * they start again with every incarnation.
   */
  RandomGenerator random();

  /**
   * Sends a datagram: it may be lost, duplicated, delayed, reordered or corrupted as far as the
   * system model allows. Never blocks, and never reports a failure to the caller.
   */
  void send(Address to, Object message);

  /**
   * Sets a timer on this node's own clock.
   *
   * @param delayNanos how long from now, in nanoseconds of the node's monotonic clock; negative
   *     counts as zero
   * @param tag handed back to {@link Node#timer}
   * @return an id for {@link #cancel}, never 0
   */
  long timer(long delayNanos, Object tag);

  /** Like {@link #timer(long, Object)}; a delay of more than 292 years never ends. */
  default long timer(Duration delay, Object tag) {
    return timer(TimeUnit.NANOSECONDS.convert(delay), tag);
  }

  /** Cancels a timer; a timer that has fired or been cancelled is ignored. */
  void cancel(long timerId);

  /** The store that survives a crash, as far as it was synced. */
  Store store();

  /**
   * The files of the node's machine, empty at first: {@code Files} and channels work on them as on
   * those of Linux, in simulated time, and only what was synced is safe. At a crash of the machine
   * the adversary picks one of the states that the file system of the world may leave then, with
   * names, sizes and bytes apart. When the process alone crashes, its next incarnation finds all
   * that was written, no more durable than before.
   *
   * <p>Calls may fail as the system model says. Memory mapping is refused with {@link
   * UnsupportedOperationException}. What one incarnation opened is closed when it is over, and then
   * every call throws {@link java.nio.file.ClosedFileSystemException}. All threads of the node may
   * use it.
   */
  FileSystem disk();

  /**
   * Opens a connection to {@code to}. Nothing happens before the caller returns; the listener then
   * hears {@code opened}, or {@code closed} with the reason.
   */
  Connection connect(Address to, ConnectionListener listener);

  /**
   * Adds a remark to the world's trace, for people who read a failing run. The remark is also part
   * of the trace's hash, so that two runs of a seed with different remarks have different hashes.
   */
  void remark(String text);

  /** Reports a value of this node's state to guided strategies and to the trace. */
  void signal(String name, long value);

  /**
   * The value of one of this node's settings: what a program would get from its environment
   * variables or its configuration. It stays the same while an incarnation lives.
   *
   * @return null if the node has no such setting, and always outside of worlds
   */
  default @Nullable String setting(String name) {
    return null;
  }

  /**
   * Tells the world that the program has reached a place in its code, which the world may declare
   * reachable or unreachable. Does nothing anywhere else.
   *
   * @param place its name, the same each time
   */
  default void reached(String place) {}

  /**
   * Whether to do something here that is rare but correct, such as flushing a buffer that is not
   * full, giving up a lease early, or answering from a replica that lags behind. A world then
   * reaches states that otherwise occur once in a million runs. Always false outside of worlds, in
   * a world that has healed, and in most worlds. When it is true, that is a decision: it replays,
   * and the shrinker removes it if the violation does not need it.
   *
   * @param name the name of the behaviour, always the same; campaigns count by this name
   */
  default boolean chance(String name) {
    return false;
  }
}
