package dev.faultline.guard.crdt;

import java.util.SortedSet;

/**
 * A set in which an element that was added at the same time as it was removed elsewhere is there: a
 * remove takes away only the adds that its replica has seen. Removed elements leave nothing behind:
 * see {@link OrMap}.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <E> must be immutable, with an order that is consistent with equals
 */
public final class OrSet<E extends Comparable<? super E>> implements Crdt<CausalState<E, Boolean>> {
  private final OrMap<E, Boolean> map;

  /** An empty set, for the replica of that name. */
  public OrSet(String replica) {
    map = new OrMap<>(replica);
  }

  /**
   * Adds an element, also one that is here: who removes it elsewhere has not seen this add.
   *
   * @return what the other replicas have to hear
   */
  public CausalState<E, Boolean> add(E element) {
    return map.put(element, true);
  }

  /**
   * Removes an element.
   *
   * @return what the other replicas have to hear; it says nothing if the element is not here
   */
  public CausalState<E, Boolean> remove(E element) {
    return map.remove(element);
  }

  /** Whether the element is here. */
  public boolean contains(E element) {
    return map.containsKey(element);
  }

  /** The elements of now in their natural order: a copy, which cannot be changed. */
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
