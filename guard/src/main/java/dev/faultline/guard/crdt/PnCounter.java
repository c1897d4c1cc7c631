package dev.faultline.guard.crdt;

import dev.faultline.guard.version.VersionVector;
import java.math.BigInteger;
import java.util.Objects;

/**
 * A counter that goes up and down: one {@link GCounter} for each direction.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class PnCounter implements Crdt<PnCounter.State> {
  /** How much each replica has added and subtracted. */
  public record State(VersionVector added, VersionVector taken) {
    /** Creates a state. */
    public State {
      Objects.requireNonNull(added, "added");
      Objects.requireNonNull(taken, "taken");
    }
  }

  private final GCounter added;
  private final GCounter taken;

  /** Creates a counter at zero, for the replica of the given name. */
  public PnCounter(String replica) {
    added = new GCounter(replica);
    taken = new GCounter(replica);
  }

  /**
   * Adds an amount, which may be negative.
   *
   * @return the delta to send to the other replicas
   * @throws ArithmeticException if the total that this replica has added, or subtracted, exceeds a
   *     long
   */
  public State add(long amount) {
    return amount >= 0
        ? new State(added.add(amount), VersionVector.EMPTY)
        : new State(VersionVector.EMPTY, taken.add(Math.negateExact(amount)));
  }

  /**
   * All additions minus all subtractions as known here; {@link Long#MAX_VALUE} or {@link
   * Long#MIN_VALUE} if out of range.
   */
  public long value() {
    long up = added.value();
    long down = taken.value();
    if (up < Long.MAX_VALUE && down < Long.MAX_VALUE) {
      return up - down;
    }
    BigInteger exact = added.sum().subtract(taken.sum());
    if (exact.bitLength() < Long.SIZE) {
      return exact.longValue();
    }
    return exact.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  @Override
  public State state() {
    return new State(added.state(), taken.state());
  }

  @Override
  public boolean merge(State state) {
    // Both, whatever the first says.
    return added.merge(state.added) | taken.merge(state.taken);
  }
}
