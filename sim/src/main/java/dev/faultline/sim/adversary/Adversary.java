package dev.faultline.sim.adversary;

import dev.faultline.core.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Takes every decision of a world. Search strategies are implementations of this interface and
 * nothing more; nothing else in a world may be a source of nondeterminism.
 *
 * <p>A decision is identified by its kind, its subject and its ordinal, never by its position in
 * the run. An adversary serves one world and is called by that world's thread only.
 */
public interface Adversary {
  /**
   * Asked once, before the world starts: how often the small faults strike, and how often a big one
   * may.
   */
  FaultRates rates();

  /**
   * Chooses a number.
   *
   * @param bound exclusive; 0 stands for the whole range of {@code long}
   * @return from 0 to {@code bound - 1}; what a lower number means is at the {@link Decision}: the
   *     simpler, the lower
   */
  long choose(Decision kind, long subject, long ordinal, long bound);

  /**
   * Decides whether a small fault strikes.
   *
   * @param odds how likely it is in this world at this moment, see {@link Odds}; {@link Odds#NEVER}
   *     for a fault that only an edited tape requests
   */
  boolean strikes(Decision kind, long subject, long ordinal, long odds);

  /**
   * Decides which fault strikes at an opportunity, if any. The fault must be legal, see {@link
   * FaultView#legal}.
   *
   * @param ordinal of the opportunity; opportunities come at {@link FaultRates#faultInterval}
   */
  @Nullable Fault fault(long ordinal, FaultView view);

  /**
   * At which point in what a node does this adversary wants to be asked for a fault next. There is
   * a point before each message that it sends, before each write and sync of its store, and at the
   * end of each of its steps. Asked when an incarnation starts and when such a point was reached.
   *
   * @param node as a subject, see {@link Subjects#node}
   * @param from the first point that may be named; points count through all incarnations, from 1
   * @return that point or a later one; the largest number for none
   */
  default long nextPoint(long node, long from) {
    return Long.MAX_VALUE;
  }

  /**
   * Whether {@link #faultAt} is asked at the ends of steps, too, and not only inside them. An
   * adversary that lets faults strike between events does not need it.
   */
  default boolean atEndsOfSteps() {
    return true;
  }

  /**
   * Decides which fault strikes at a point that {@link #nextPoint} named, if any. The fault must be
   * legal, see {@link FaultView#legal}. Where the node itself crashes, what it did before the point
   * has happened and what comes after does not; where it pauses, the rest of its step comes later.
   */
  default @Nullable Fault faultAt(String node, long point, FaultView view) {
    return null;
  }

  /**
   * Told when the program looks at a node's clock for the first time: from then on it matters how
   * far clocks are off, drift and jump.
   */
  default void clockRead() {}

  /**
   * Told when threads of the program may meet at calls where they are given no turns.
   *
   * @param before which calls, for people, such as those of a method reference
   */
  default void turnsHidden(String before) {}

  /**
   * Called when something was done in one of several possible ways without a decision.
   *
   * @param what was done in one way only, for people, as what was not tried
   */
  default void untried(String what) {}

  /**
   * Asked once, before the world starts: whether time or this adversary orders the events. Default:
   * time.
   */
  default EventOrder order() {
    return EventOrder.TIME;
  }

  /**
   * Decides which event happens next; asked before each one where {@link #order} is not {@link
   * EventOrder#TIME}.
   *
   * @param ordinal of the event in this run, from 0
   * @return an index into the agenda, or −1 to end the run here
   */
  default int next(long ordinal, Agenda agenda) {
    return 0;
  }
}
