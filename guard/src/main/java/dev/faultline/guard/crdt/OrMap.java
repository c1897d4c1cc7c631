package dev.faultline.guard.crdt;

import dev.faultline.guard.crdt.CausalState.Put;
import dev.faultline.guard.version.Dot;
import dev.faultline.guard.version.VersionVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A map in which a put replaces, and a remove deletes, the values that its replica has seen under
 * the key. A concurrent put elsewhere survives both: against another put both values are kept, and
 * against a remove the put wins.
 *
 * <p>Removed entries leave no tombstones, since known changes are recorded separately from live
 * ones (Bieniusa and others, <i>An optimized conflict-free replicated set</i>, 2012): a late delta
 * of a put that is known but not live was removed before, and stays removed.
 *
 * <p>A change costs O(log n), and so does merging each change of a delta. Merging a whole state
 * costs O(n log n).
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <K> must be immutable, with an order that is consistent with equals
 * @param <V> must be immutable, with equals
 */
public final class OrMap<K extends Comparable<? super K>, V> implements Crdt<CausalState<K, V>> {
  private final String replica;
  private final Context known = new Context();
  private final TreeMap<Dot, Put<K, V>> live = new TreeMap<>();
  private final TreeMap<K, TreeSet<Dot>> dots = new TreeMap<>();

  /** Creates an empty map, for the replica of the given name. */
  public OrMap(String replica) {
    this.replica = Objects.requireNonNull(replica, "replica");
  }

  /**
   * Replaces all values known here under the key.
   *
   * @return the delta to send to the other replicas
   * @throws ArithmeticException if this replica has made 2^63 - 1 changes, or a merged state claims
   *     that it has
   */
  public CausalState<K, V> put(K key, V value) {
    Put<K, V> put = new Put<>(key, value);
    // First, since it may throw: then nothing has changed.
    Dot dot = known.next(replica);
    TreeSet<Dot> seen = removeAll(key);
    stand(dot, put);
    seen.add(dot);
    TreeMap<Dot, Put<K, V>> one = new TreeMap<>();
    one.put(dot, put);
    return delta(one, seen);
  }

  /**
   * Removes all values known here under the key.
   *
   * @return the delta to send to the other replicas; empty if the key is not here
   */
  public CausalState<K, V> remove(K key) {
    return delta(new TreeMap<>(), removeAll(key));
  }

  /** The values under a key: none, one, or several that were put concurrently. */
  public List<V> get(K key) {
    List<V> values = new ArrayList<>();
    for (Dot dot : dots.getOrDefault(key, new TreeSet<>())) {
      values.add(Objects.requireNonNull(live.get(dot)).value());
    }
    return values;
  }

  /** Whether there is a value under the key. */
  public boolean containsKey(K key) {
    return dots.containsKey(key);
  }

  /** The current keys in their natural order, as an immutable copy. */
  public SortedSet<K> keys() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(dots.keySet()));
  }

  @Override
  public CausalState<K, V> state() {
    return new CausalState<>(live, known.upTo(), known.beyond());
  }

  @Override
  public boolean merge(CausalState<K, V> state) {
    checkNames(state);
    for (Dot dot : gone(state)) {
      fall(dot);
    }
    state
        .live()
        .forEach((dot, put) -> {
          if (!known.contains(dot)) {
            stand(dot, put);
          }
        });
    boolean isNew = known.add(state.upTo());
    for (Dot dot : state.beyond()) {
      isNew |= known.add(dot);
    }
    return isNew;
  }

  /** Before anything is changed. */
  private void checkNames(CausalState<K, V> state) {
    state
        .live()
        .forEach((dot, theirs) -> {
          Put<K, V> mine = live.get(dot);
          if (mine != null && !mine.equals(theirs)) {
            throw new SharedNameException(dot, mine, theirs);
          }
        });
  }

  /** What stands here, and fell there. */
  private List<Dot> gone(CausalState<K, V> state) {
    List<Dot> gone = new ArrayList<>();
    state
        .upTo()
        .counts()
        .forEach((name, count) ->
            live.subMap(new Dot(name, 1), true, new Dot(name, count), true).keySet().stream()
                .filter(dot -> !state.live().containsKey(dot))
                .forEach(gone::add));
    for (Dot dot : state.beyond()) {
      if (live.containsKey(dot) && !state.live().containsKey(dot) && !state.upTo().covers(dot)) {
        gone.add(dot);
      }
    }
    return gone;
  }

  private void stand(Dot dot, Put<K, V> put) {
    live.put(dot, put);
    dots.computeIfAbsent(put.key(), _ -> new TreeSet<>()).add(dot);
  }

  private void fall(Dot dot) {
    Put<K, V> put = Objects.requireNonNull(live.remove(dot));
    TreeSet<Dot> others = Objects.requireNonNull(dots.get(put.key()));
    others.remove(dot);
    if (others.isEmpty()) {
      dots.remove(put.key());
    }
  }

  private TreeSet<Dot> removeAll(K key) {
    @Nullable TreeSet<Dot> seen = dots.remove(key);
    if (seen == null) {
      return new TreeSet<>();
    }
    seen.forEach(live::remove);
    return seen;
  }

  private CausalState<K, V> delta(TreeMap<Dot, Put<K, V>> live, TreeSet<Dot> seen) {
    return new CausalState<>(live, VersionVector.EMPTY, seen);
  }
}
