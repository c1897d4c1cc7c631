package dev.faultline.guard.crdt;

import java.util.List;

/**
 * A value that keeps all that was written at the same time: a write replaces what its replica has
 * seen, and nothing else. Who reads several values decides, and writes what it has decided.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <V> must be immutable, with equals
 */
public final class MvRegister<V> implements Crdt<CausalState<String, V>> {
  private static final String KEY = "";

  private final OrMap<String, V> map;

  /** A register without a value, for the replica of that name. */
  public MvRegister(String replica) {
    map = new OrMap<>(replica);
  }

  /**
   * Writes in place of all values that are here.
   *
   * @return what the other replicas have to hear
   */
  public CausalState<String, V> set(V value) {
    return map.put(KEY, value);
  }

  /** The values: none, one, or those that were written at the same time. */
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
