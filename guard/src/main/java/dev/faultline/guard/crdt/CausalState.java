package dev.faultline.guard.crdt;

import dev.faultline.guard.version.Dot;
import dev.faultline.guard.version.VersionVector;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a replica of an {@link OrMap}, {@link OrSet} or {@link MvRegister} knows, or a delta of it:
 * which changes, and which of them still stand. A change that is known and does not stand was
 * replaced or removed; that takes no room of its own.
 *
 * <p>Immutable as far as keys and values are.
 *
 * @param live the changes that stand
 * @param upTo all changes up to these are known
 * @param beyond single changes that are known too
 */
public record CausalState<K extends Comparable<? super K>, V>(
    SortedMap<Dot, Put<K, V>> live, VersionVector upTo, SortedSet<Dot> beyond) {
  /** A value under a key. */
  public record Put<K, V>(K key, V value) {
    /** Creates a put. */
    public Put {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * Creates a state.
   *
   * @throws IllegalArgumentException if a change stands that is not known
   */
  public CausalState {
    // Copies made of sorted ones in one go would keep their orders, which may be other ones.
    TreeMap<Dot, Put<K, V>> standing = new TreeMap<>();
    standing.putAll(live);
    live = Collections.unmodifiableSortedMap(standing);
    TreeSet<Dot> single = new TreeSet<>();
    single.addAll(beyond);
    beyond = Collections.unmodifiableSortedSet(single);
    for (Dot dot : live.keySet()) {
      if (!upTo.covers(dot) && !beyond.contains(dot)) {
        throw new IllegalArgumentException(
            "change %s has an effect and is unknown: expected it in %s or %s"
                .formatted(dot, upTo, beyond));
      }
    }
  }
}
