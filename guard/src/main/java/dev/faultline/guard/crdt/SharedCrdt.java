package dev.faultline.guard.crdt;

import java.util.Objects;
import java.util.function.Function;

/**
 * A replica for use by several threads, one at a time.
 *
 * <p>Thread-safe. Functions passed to it run under its lock, so they should be short and must not
 * block.
 *
 * @param <C> the replica
 * @param <S> the states and deltas that replicas exchange
 */
public final class SharedCrdt<C extends Crdt<S>, S> {
  private final C replica;

  /** Wraps a replica; no other code may use it from now on. */
  public SharedCrdt(C replica) {
    this.replica = Objects.requireNonNull(replica, "replica");
  }

  /**
   * Applies a function that reads or changes the replica, and returns its result. The function must
   * not return the replica itself, which is not thread-safe; results of its methods are safe to
   * return.
   */
  public synchronized <R> R with(Function<? super C, R> function) {
    return function.apply(replica);
  }

  /** The whole state of this replica. */
  public synchronized S state() {
    return replica.state();
  }

  /** Merges the state of another replica: see {@link Crdt#merge}. */
  public synchronized boolean merge(S state) {
    return replica.merge(state);
  }
}
