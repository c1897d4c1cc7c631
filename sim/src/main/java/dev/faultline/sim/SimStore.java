package dev.faultline.sim;

import dev.faultline.core.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The simple durable store: what readers see, what is on the platter, and the writes between the
 * two, in order. This is the seam for a full disk model: only {@link #crash} knows what a crash may
 * leave behind.
 */
final class SimStore implements Store {
  private record Write(String key, @Nullable Object value) {}

  private TreeMap<String, Object> visible = new TreeMap<>();
  private final TreeMap<String, Object> durable = new TreeMap<>();
  private final List<Write> unsynced = new ArrayList<>();
  private final TraceHash hash;

  SimStore(TraceHash hash) {
    this.hash = hash;
  }

  @Override
  public @Nullable Object get(String key) {
    return visible.get(key);
  }

  @Override
  public void put(String key, Object value) {
    visible.put(key, value);
    unsynced.add(new Write(key, value));
    hash.add(key);
    if (value instanceof byte[] bytes) {
      hash.add(bytes);
    }
  }

  @Override
  public void remove(String key) {
    visible.remove(key);
    unsynced.add(new Write(key, null));
    hash.add(key);
  }

  @Override
  public SortedMap<String, Object> range(String fromInclusive, String toExclusive) {
    return Collections.unmodifiableSortedMap(visible.subMap(fromInclusive, toExclusive));
  }

  @Override
  public void sync() {
    apply(unsynced.size());
    unsynced.clear();
  }

  int unsyncedWrites() {
    return unsynced.size();
  }

  /** Keeps the oldest {@code survivors} of the unsynced writes and forgets the rest. */
  void crash(int survivors) {
    apply(survivors);
    unsynced.clear();
    visible = new TreeMap<>(durable);
  }

  private void apply(int writes) {
    for (Write write : unsynced.subList(0, writes)) {
      if (write.value() == null) {
        durable.remove(write.key());
      } else {
        durable.put(write.key(), write.value());
      }
    }
  }
}
