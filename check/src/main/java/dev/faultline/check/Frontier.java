package dev.faultline.check;

import dev.faultline.core.history.Outcome;

/** All configurations of one part that explain what happened up to now. */
sealed interface Frontier<I, O> permits StateFrontier, ReplayFrontier {

  /** How many states people are shown. */
  int STATES_SHOWN = 8;

  static <S, I, O> Frontier<I, O> of(Spec<S, I, O> spec) {
    return spec.outputsDecideStates() ? new ReplayFrontier<>(spec) : new StateFrontier<>(spec);
  }

  /** An operation was called. */
  void call(int operation, I input);

  /**
   * It returned.
   *
   * @param most how many configurations there may be
   */
  void ok(int operation, Outcome.Ok<O> outcome, long most);

  /** It certainly had no effect. */
  void fail(int operation);

  /** Nobody will know. */
  void crash(int operation);

  /** Whether nothing explains what happened. */
  boolean isEmpty();

  /** Whether too many configurations do. */
  boolean isTooLarge();

  int size();

  /** The states that were possible before the last event. */
  String statesBefore();
}
