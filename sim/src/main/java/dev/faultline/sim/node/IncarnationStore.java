package dev.faultline.sim.node;

import dev.faultline.core.Store;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The store as one incarnation sees it: empty, and ignoring all writes, once the incarnation is
 * over.
 */
final class IncarnationStore implements Store {
  private final SimEnv env;
  private final SimStore store;

  IncarnationStore(SimEnv env, SimStore store) {
    this.env = env;
    this.store = store;
  }

  @Override
  public @Nullable Object get(String key) {
    return env.alive() ? store.get(key) : null;
  }

  @Override
  public void put(String key, Object value) {
    Objects.requireNonNull(value, "the value to store is null: remove the key instead");
    if (env.alive()) {
      env.point();
      store.put(key, value);
    }
  }

  @Override
  public void remove(String key) {
    if (env.alive()) {
      env.point();
      store.remove(key);
    }
  }

  @Override
  public SortedMap<String, Object> range(String fromInclusive, String toExclusive) {
    return env.alive() ? store.range(fromInclusive, toExclusive) : Collections.emptySortedMap();
  }

  @Override
  public void sync() {
    if (env.alive()) {
      env.point();
      env.node().syncs.sync();
    }
  }
}
