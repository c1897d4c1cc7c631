package dev.faultline.explore.campaign;

import dev.faultline.explore.Leak;
import org.jspecify.annotations.Nullable;

/** What an engine hands its parts to, and hears from how far it is to go. Safe for threads. */
public interface Intake {
  /** The number of the first world to run. */
  int first();

  /** Worlds from this number on do not count and may be given up. It only falls. */
  int limit();

  /** Whether somebody wants the campaign to end soon. */
  boolean interrupted();

  /**
   * Takes what a range came to, in any order. A range that begins where another one did is ignored,
   * so that a range may be run again.
   */
  void take(Part part);

  /**
   * The {@link #frontier} has learnt something, whether or not a part came of it: a search over
   * states goes on for long before its first world.
   */
  default void learnt() {}

  /**
   * Two JVMs do not agree about a world: that is what the campaign comes to, also where the world
   * has been handed in already. Ignored where the world does not count.
   *
   * @param index of the world
   */
  void contradict(int index, Leak leak);

  /**
   * Whether the campaign is saved as it goes. Only the {@link #frontier} knows how far a search
   * over schedules is, so that is used then even by one thread.
   */
  default boolean saved() {
    return false;
  }

  /** The search that says how worlds run and learns from them; null where worlds need none. */
  default @Nullable Search search() {
    return null;
  }

  /** The search whose pieces are to be run, and not ranges of worlds; null where there is none. */
  default @Nullable Frontier frontier() {
    return null;
  }

  /**
   * The search whose levels are to be run, where the engine can keep its states; null where there
   * is none. The {@link #frontier} does the same with the states in one JVM.
   *
   * @return a search that has not begun
   */
  default @Nullable Levels levels() {
    return null;
  }
}
