package dev.faultline.sim.adversary;

import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.content.Structures;
import java.util.List;

/**
 * What may happen next, for an {@link Adversary} that orders events. Valid only during the call
 * that it is handed to.
 */
public interface Agenda extends FaultView {
  /** How many events may be next. */
  int size();

  /** One of them; the earliest first. */
  PendingEvent event(int index);

  /** Where the event with that key is, or −1. */
  default int indexOf(long key) {
    for (int i = 0; i < size(); i++) {
      if (event(i).key() == key) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether the world is still at its beginning: what is next is due at time zero and concerns no
   * node that has started, such as the start of another one.
   */
  boolean starting();

  /** The index of a node as {@link PendingEvent#node} gives it. */
  int nodeIndex(String node);

  /** How many events have happened so far: the ordinal of the one that is next. */
  long ordinal();

  /**
   * Whether properties look at the whole world after each event: then the order of events at
   * different nodes matters too.
   */
  boolean watched();

  /**
   * Whether a timer has waited so far for another one of its node that was due no later, though it
   * was not chosen: timers of one node keep their order.
   */
  default boolean timersWaited() {
    return false;
  }

  /**
   * The present state as numbers: equal for two states of worlds of one program exactly when the
   * states are equal, by their structure. Every node that is up must be {@link
   * dev.faultline.core.Restorable}.
   *
   * @param structures numbers what the states hold; the same one for all states to compare
   * @param incarnations whether the program sees which incarnation of a node it is
   * @throws ModelException when something has happened that is not part of a state
   */
  int[] signature(Structures structures, boolean incarnations);

  /** Whether the program has asked which incarnation of a node it is. */
  boolean incarnationsRead();

  /**
   * Whether links have a bandwidth, so that earlier messages delay later ones, depending on the
   * times of the run.
   */
  default boolean linksQueue() {
    return false;
  }

  /** The classes that could not be looked into so far, in the order of their names. */
  default List<String> opaque() {
    return List.of();
  }

  /** Whether any event so far was due after the end of the world. */
  default boolean pastEnd() {
    return false;
  }

  /**
   * How often clients have begun or ended operations so far: their order is part of the history, so
   * events that change this number do not commute.
   */
  long operations();

  /**
   * Ways back to earlier states, for searches over states.
   *
   * @throws ModelException when the world cannot go back: not every node is {@link
   *     dev.faultline.core.Restorable}, or something outside the nodes has a memory
   */
  Rewind rewind();
}
