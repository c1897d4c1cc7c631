package dev.faultline.guard.crdt;

import dev.faultline.guard.version.VersionVector;
import java.math.BigInteger;
import java.util.Objects;

/**
 * A counter that grows. Each replica counts what it adds; the value is the sum.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class GCounter implements Crdt<VersionVector> {
  private final String replica;
  private VersionVector counts = VersionVector.EMPTY;

  /** Creates a counter at zero, for the replica of the given name. */
  public GCounter(String replica) {
    this.replica = Objects.requireNonNull(replica, "replica");
  }

  /**
   * Adds.
   *
   * @param amount 0 or more
   * @return the delta to send to the other replicas
   * @throws IllegalArgumentException if it is negative
   * @throws ArithmeticException if this replica has added more than a long holds
   */
  public VersionVector add(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException(
          "amount is " + amount + ", expected 0 or more; PnCounter also counts down");
    }
    long mine = Math.addExact(counts.get(replica), amount);
    if (mine == 0) {
      return VersionVector.EMPTY;
    }
    VersionVector delta = VersionVector.of(replica, mine);
    counts = counts.merge(delta);
    return delta;
  }

  /** The sum over all replicas, of unlimited size. */
  BigInteger sum() {
    BigInteger sum = BigInteger.ZERO;
    for (long count : counts.counts().values()) {
      sum = sum.add(BigInteger.valueOf(count));
    }
    return sum;
  }

  /** The sum over all replicas as known here; {@link Long#MAX_VALUE} if it is larger. */
  public long value() {
    long sum = 0;
    for (long count : counts.counts().values()) {
      // Counts are positive, so only their sum may be too large.
      sum = sum + count < 0 ? Long.MAX_VALUE : sum + count;
    }
    return sum;
  }

  @Override
  public VersionVector state() {
    return counts;
  }

  @Override
  public boolean merge(VersionVector state) {
    boolean isNew = !counts.covers(state);
    if (isNew) {
      counts = counts.merge(state);
    }
    return isNew;
  }
}
