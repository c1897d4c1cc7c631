package dev.faultline.sim.node;

import dev.faultline.sim.content.Contents;
import dev.faultline.sim.content.TraceHash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A machine's simple durable store: what readers see, and what each write since the last sync
 * changed, so that a sync costs nothing and a crash no more than the writes it may take back, of
 * which the disk's model says what is left ({@link StoreFile}). {@link #sync}, {@link #syncFailed}
 * and {@link #crash} alone know what is durable; a process that dies on a machine which lives on
 * loses nothing, and makes nothing durable. An incarnation sees it through {@link
 * IncarnationStore}.
 */
public final class SimStore {
  /**
   * A write that a crash may take back.
   *
   * @param number counts the writes to this store
   * @param dropped whether a failed sync has dropped it: no later one makes it durable
   */
  private record Write(
      long number, String key, @Nullable Object before, @Nullable Object after, boolean dropped) {
    Write drop() {
      return new Write(number, key, before, after, true);
    }
  }

  /** Hears of values that changed while they lay in the store. */
  interface Watch {
    void changed(String key, Object value);
  }

  private final TreeMap<String, Object> visible = new TreeMap<>();

  /**
   * What those of the visible values said when they were put that somebody could still change; in
   * most worlds there are none.
   */
  private SortedMap<String, Long> said = Collections.emptySortedMap();

  private final TraceHash hash;
  private final Watch watch;
  private List<Write> unsynced = new ArrayList<>();
  private long written;

  /** How many of the unsynced writes no later sync makes durable. */
  private int dropped;

  SimStore(TraceHash hash, Watch watch) {
    this.hash = hash;
    this.watch = watch;
  }

  @Nullable Object get(String key) {
    look(key);
    return visible.get(key);
  }

  void put(String key, Object value) {
    // A crash may bring back what was there before.
    look(key);
    unsynced.add(new Write(written++, key, visible.put(key, value), value, false));
    hash.add(key);
    long contents = hash.contents().of(value);
    hash.add(contents);
    remember(key, contents);
  }

  /** Whether the value under a key still says what it said when it was put. */
  private void look(String key) {
    Long before = said.get(key);
    Object value = before == null ? null : visible.get(key);
    if (before != null && value != null && hash.contents().of(value) != before) {
      forget(key);
      watch.changed(key, value);
    }
  }

  private void lookAtAll(SortedMap<String, Long> some) {
    if (!some.isEmpty()) {
      List.copyOf(some.keySet()).forEach(this::look);
    }
  }

  void remove(String key) {
    look(key);
    forget(key);
    unsynced.add(new Write(written++, key, visible.remove(key), null, false));
    hash.add(key);
  }

  SortedMap<String, Object> range(String fromInclusive, String toExclusive) {
    lookAtAll(said.subMap(fromInclusive, toExclusive));
    return Collections.unmodifiableSortedMap(visible.subMap(fromInclusive, toExclusive));
  }

  /** All that the store holds, and what a crash may take back, as a value to compare. */
  public List<Object> contents() {
    if (written == 0) {
      return List.of();
    }
    List<Object> all = new ArrayList<>();
    all.add(List.copyOf(visible.keySet()));
    all.addAll(visible.values());
    for (Write write : unsynced) {
      all.add(write.key());
      all.add(write.dropped());
      all.add(write.before() == null ? "" : List.of(write.before()));
      all.add(write.after() == null ? "" : List.of(write.after()));
    }
    return all;
  }

  /** How many writes there have been. */
  long written() {
    return written;
  }

  /** Whether a sync has anything to make durable. */
  boolean dirty() {
    return unsynced.size() > dropped;
  }

  /** Makes the first {@code upTo} writes durable, but for those that were dropped. */
  void sync(long upTo) {
    if (!said.isEmpty()) {
      unsynced.forEach(write -> look(write.key()));
    }
    hash.add(unsynced.size());
    if (dropped == 0 && upTo == written) {
      unsynced.clear();
      return;
    }
    settle(upTo, write -> true);
  }

  /** Of the first {@code upTo} writes those become durable that survive, and the rest never do. */
  void syncFailed(long upTo, LongPredicate survives) {
    hash.add(-unsynced.size());
    settle(upTo, survives);
  }

  private void settle(long upTo, LongPredicate survives) {
    List<Write> left = new ArrayList<>();
    for (Write write : unsynced) {
      if (write.dropped() || write.number() >= upTo) {
        left.add(write);
      } else if (survives.test(write.number())) {
        // What was dropped under this key is overwritten for good.
        left.removeIf(earlier -> earlier.key().equals(write.key()));
      } else {
        left.add(write.drop());
      }
    }
    unsynced = left;
    dropped = 0;
    for (Write write : left) {
      dropped += write.dropped() ? 1 : 0;
    }
  }

  /** Whether nothing was ever written. */
  public boolean untouched() {
    return written == 0;
  }

  /** Whether a crash of the machine may take anything back. */
  public boolean unsynced() {
    return !unsynced.isEmpty();
  }

  /** How many writes may survive a crash, or not. */
  int undecidedWrites() {
    return unsynced.size() - dropped;
  }

  /**
   * The machine crashes, and the disk's model says what is left of the writes since the last sync.
   *
   * @param survives is told the numbers of the undecided writes, in ascending order: whether each
   *     goes out for itself. A later one to its key has it in it
   * @return which writes do not, in their order
   */
  public List<String> crash(LongPredicate survives) {
    lookAtAll(said);
    List<String> lost = new ArrayList<>();
    if (unsynced.isEmpty()) {
      return lost;
    }
    Map<String, BitSet> ofKey = new TreeMap<>();
    BitSet surviving = new BitSet();
    for (int i = 0; i < unsynced.size(); i++) {
      Write write = unsynced.get(i);
      BitSet writes = ofKey.computeIfAbsent(write.key(), any -> new BitSet());
      writes.set(i + 1);
      if (!write.dropped() && survives.test(write.number())) {
        surviving.or(writes);
        continue;
      }
      lost.add((write.after() == null ? "remove " : "put ") + write.key());
      // Whatever a crash does, the model has what a failed sync dropped no more.
      surviving.set(i + 1, write.dropped());
    }
    StoreFile file = new StoreFile(ofKey.keySet());
    for (Write write : unsynced) {
      file.write(write.key());
      if (write.dropped()) {
        file.unwritten(write.key());
      }
    }
    for (Write write : unsynced.reversed()) {
      set(write.key(), write.before());
    }
    file.crash(surviving)
        .forEach((key, number) -> {
          if (number != StoreFile.NONE) {
            set(key, unsynced.get(number - 1).after());
          }
        });
    unsynced.clear();
    dropped = 0;
    return lost;
  }

  private void set(String key, @Nullable Object value) {
    if (value == null) {
      visible.remove(key);
      forget(key);
    } else {
      visible.put(key, value);
      remember(key, hash.contents().of(value));
    }
  }

  private void remember(String key, long contents) {
    if ((contents & Contents.MAY_CHANGE) != 0) {
      if (said.isEmpty()) {
        said = new TreeMap<>();
      }
      said.put(key, contents);
    } else {
      forget(key);
    }
  }

  private void forget(String key) {
    if (!said.isEmpty()) {
      said.remove(key);
    }
  }
}
