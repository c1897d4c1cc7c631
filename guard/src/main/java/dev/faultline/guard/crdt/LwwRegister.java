package dev.faultline.guard.crdt;

import dev.faultline.guard.version.Stamp;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of which the last write wins: the one with the highest time, and of two with the same
 * time the one of the higher name. All other writes are lost, also those that were made at the same
 * time elsewhere; {@link MvRegister} keeps them.
 *
 * <p>A clock that is behind would lose writes to values that their writer had read: Jepsen counted
 * about a third of all acknowledged inserts with clocks a second apart (ScyllaDB 7082). So a write
 * here is always later than what this replica has seen, whatever the clock says. What nobody can
 * cure is a clock that is far ahead: let a clock that refuses such times, as a hybrid logical clock
 * does, see them first.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class LwwRegister<V> implements Crdt<LwwRegister.State<V>> {
  /**
   * A value with its stamp.
   *
   * @param stamp null when nothing was written yet
   * @param value null when nothing was written yet, or null was
   */
  public record State<V>(@Nullable Stamp stamp, @Nullable V value) {}

  private final String replica;
  private State<V> state = new State<>(null, null);

  /** A register without a value, for the replica of that name. */
  public LwwRegister(String replica) {
    this.replica = Objects.requireNonNull(replica, "replica");
  }

  /**
   * Writes.
   *
   * @param value must be immutable
   * @param time of any clock that all replicas share more or less, in its own unit
   * @return what the other replicas have to hear
   * @throws ArithmeticException if what is here is from the end of time
   */
  public State<V> set(@Nullable V value, long time) {
    Stamp seen = state.stamp;
    long after = seen == null ? time : Math.max(time, Math.addExact(seen.time(), 1));
    state = new State<>(new Stamp(after, replica), value);
    return state;
  }

  /** The last value that is known here; null if there is none, or null was written. */
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
