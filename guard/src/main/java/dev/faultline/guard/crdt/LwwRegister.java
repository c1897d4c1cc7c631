package dev.faultline.guard.crdt;

import dev.faultline.guard.version.Stamp;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register in which the last write wins: the one with the highest time; of two with the same
 * time, the one from the replica with the higher name. All other writes are lost, concurrent ones
 * too; {@link MvRegister} keeps concurrent writes.
 *
 * <p>A clock that is behind would lose writes to values that their writer had read: Jepsen counted
 * about a third of all acknowledged inserts with clocks a second apart (ScyllaDB 7082). So a write
 * here is always later than what this replica has seen, whatever the clock says. The register
 * cannot protect itself against a clock that is far ahead: check times first with a clock that
 * refuses such times, as a hybrid logical clock does.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class LwwRegister<V> implements Crdt<LwwRegister.State<V>> {
  /**
   * A value with its time and writer.
   *
   * @param stamp null if nothing was written yet
   * @param value null if nothing was written yet, or null was written
   */
  public record State<V>(@Nullable Stamp stamp, @Nullable V value) {}

  private final String replica;
  private State<V> state = new State<>(null, null);

  /** Creates a register without a value, for the replica of the given name. */
  public LwwRegister(String replica) {
    this.replica = Objects.requireNonNull(replica, "replica");
  }

  /**
   * Writes.
   *
   * @param value must be immutable
   * @param time from any clock that is roughly synchronised between all replicas, in any unit
   * @return the delta to send to the other replicas
   * @throws ArithmeticException if the current value has the largest possible time
   */
  public State<V> set(@Nullable V value, long time) {
    Stamp seen = state.stamp;
    long after = seen == null ? time : Math.max(time, Math.addExact(seen.time(), 1));
    state = new State<>(new Stamp(after, replica), value);
    return state;
  }

  /** The latest value known here; null if there is none, or null was written. */
  public @Nullable V get() {
    return state.value;
  }

  @Override
  public State<V> state() {
    return state;
  }

  @Override
  public boolean merge(State<V> other) {
    Stamp mine = state.stamp;
    Stamp theirs = other.stamp;
    if (theirs == null) {
      return false;
    }
    int order = mine == null ? 1 : theirs.compareTo(mine);
    if (order == 0 && !Objects.equals(state.value, other.value)) {
      throw new SharedNameException(theirs, "" + state.value, "" + other.value);
    }
    if (order > 0) {
      state = other;
    }
    return order > 0;
  }
}
