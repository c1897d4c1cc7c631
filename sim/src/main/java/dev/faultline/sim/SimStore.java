package dev.faultline.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A machine's simple durable store: what readers see, and how to undo each write since the last
 * sync, so that a sync costs nothing and a crash no more than the writes it may take back. This is
 * the seam for a full disk model: only {@link #crash} knows what a crash may leave behind. An
 * incarnation sees it through {@link IncarnationStore}.
 */
final class SimStore {
  private record Undo(String key, @Nullable Object before) {}

  private final TreeMap<String, Object> visible = new TreeMap<>();
  private final List<Undo> unsynced = new ArrayList<>();
  private final TraceHash hash;

  SimStore(TraceHash hash) {
    this.hash = hash;
  }

  @Nullable Object get(String key) {
    return visible.get(key);
  }

  void put(String key, Object value) {
    unsynced.add(new Undo(key, visible.put(key, value)));
    hash.add(key);
    hash.addContents(value);
  }

  void remove(String key) {
    unsynced.add(new Undo(key, visible.remove(key)));
    hash.add(key);
  }

  SortedMap<String, Object> range(String fromInclusive, String toExclusive) {
    return Collections.unmodifiableSortedMap(visible.subMap(fromInclusive, toExclusive));
  }

  void sync() {
    hash.add(unsynced.size());
    unsynced.clear();
  }

  /** Whether nothing was ever written. */
  boolean untouched() {
    return visible.isEmpty() && unsynced.isEmpty();
  }

  int unsyncedWrites() {
    return unsynced.size();
  }

  /** Keeps the oldest {@code survivors} of the unsynced writes and takes back the rest. */
  void crash(int survivors) {
    for (int i = unsynced.size() - 1; i >= survivors; i--) {
      Undo undo = unsynced.get(i);
      if (undo.before() == null) {
        visible.remove(undo.key());
      } else {
        visible.put(undo.key(), undo.before());
      }
    }
    unsynced.clear();
  }
}
