package dev.faultline.guard.crdt;

import java.util.List;

/**
 * A register that keeps all concurrent writes: a write replaces only the values that its replica
 * has seen. A reader that gets several values resolves the conflict and writes the result.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <V> must be immutable, with equals
 */
public final class MvRegister<V> implements Crdt<CausalState<String, V>> {
  private static final String KEY = "";

  private final OrMap<String, V> map;

  /** Creates a register without a value, for the replica of the given name. */
  public MvRegister(String replica) {
    map = new OrMap<>(replica);
  }

  /**
   * Replaces all values known here.
   *
   * @return the delta to send to the other replicas
   */
  public CausalState<String, V> set(V value) {
    return map.put(KEY, value);
  }

  /** The values: none, one, or several that were written concurrently. */
  public List<V> values() {
    return map.get(KEY);
  }

  @Override
  public CausalState<String, V> state() {
    return map.state();
  }

  @Override
  public boolean merge(CausalState<String, V> state) {
    return map.merge(state);
  }
}
