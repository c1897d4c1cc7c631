package dev.faultline.guard.crdt;

import java.util.Objects;
import java.util.function.Function;

/**
 * A replica for several threads: one at a time.
 *
 * <p>Thread-safe. What is given to it runs under its lock, so it should be short and call nothing
 * that waits.
 *
 * @param <C> the replica
 * @param <S> what replicas tell each other
 */
public final class SharedCrdt<C extends Crdt<S>, S> {
  private final C replica;

  /** Takes over a replica, which nobody else may use from now on. */
  public SharedCrdt(C replica) {
    this.replica = Objects.requireNonNull(replica, "replica");
  }

  /**
   * Reads or changes the replica: what it returns is what the function returns. That must not be
   * the replica itself, which is for one thread at a time; what its methods return may leave.
   */
  public synchronized <R> R with(Function<? super C, R> function) {
    return function.apply(replica);
  }

  /** All that this replica knows. */
  public synchronized S state() {
    return replica.state();
  }

  /** Takes what another replica knows: see {@link Crdt#merge}. */
  public synchronized boolean merge(S state) {
    return replica.merge(state);
  }
}
