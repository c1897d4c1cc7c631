package dev.faultline.guard.crdt;

import java.util.SortedSet;

/**
 * A set in which an add wins against a concurrent remove: a remove cancels only the adds that its
 * replica has seen. Removed elements leave no tombstones: see {@link OrMap}.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <E> must be immutable, with an order that is consistent with equals
 */
public final class OrSet<E extends Comparable<? super E>> implements Crdt<CausalState<E, Boolean>> {
  private final OrMap<E, Boolean> map;

  /** Creates an empty set, for the replica of the given name. */
  public OrSet(String replica) {
    map = new OrMap<>(replica);
  }

  /**
   * Adds an element. Adding one that is already here has an effect too: a concurrent remove
   * elsewhere has not seen this add.
   *
   * @return the delta to send to the other replicas
   */
  public CausalState<E, Boolean> add(E element) {
    return map.put(element, true);
  }

  /**
   * Removes an element.
   *
   * @return the delta to send to the other replicas; empty if the element is not here
   */
  public CausalState<E, Boolean> remove(E element) {
    return map.remove(element);
  }

  /** Whether the element is here. */
  public boolean contains(E element) {
    return map.containsKey(element);
  }

  /** The current elements in their natural order, as an immutable copy. */
  public SortedSet<E> elements() {
    return map.keys();
  }

  @Override
  public CausalState<E, Boolean> state() {
    return map.state();
  }

  @Override
  public boolean merge(CausalState<E, Boolean> state) {
    return map.merge(state);
  }
}
