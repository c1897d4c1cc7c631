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
 * The state of a replica of an {@link OrMap}, {@link OrSet} or {@link MvRegister}, or a delta of
 * one: which changes it knows, and which of them are live. A change that is known but not live was
 * replaced or removed; this needs no tombstone.
 *
 * <p>Immutable as far as keys and values are.
 *
 * @param live the changes that were not replaced or removed
 * @param upTo all changes up to these are known
 * @param beyond further known changes, one by one
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
   * @throws IllegalArgumentException if a live change is not known
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
