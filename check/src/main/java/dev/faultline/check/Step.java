package dev.faultline.check;

import java.util.List;

/**
 * The possible effects of an operation on a state.
 *
 * @param <S> states
 */
public sealed interface Step<S> {

  /** Exactly one next state. */
  record Next<S>(S state) implements Step<S> {}

  /** Any one of several next states. */
  record Choice<S>(List<S> states) implements Step<S> {
    /** Copies the list; at least one state, no duplicates needed. */
    public Choice {
      states = List.copyOf(states);
      if (states.isEmpty()) {
        throw new IllegalArgumentException("a choice needs a state; use Step.impossible");
      }
    }
  }

  /** The operation cannot have this outcome in this state; the reason is for reports. */
  record Impossible<S>(String reason) implements Step<S> {}

  /** {@link Next}. */
  static <S> Step<S> to(S state) {
    return new Next<>(state);
  }

  /** {@link Choice}. */
  static <S> Step<S> toAnyOf(List<S> states) {
    return new Choice<>(states);
  }

  /** {@link Impossible}. */
  static <S> Step<S> impossible(String reason) {
    return new Impossible<>(reason);
  }

  /** {@link Next} if the condition holds, else {@link Impossible}. */
  static <S> Step<S> when(boolean possible, S state, String reason) {
    return possible ? new Next<>(state) : new Impossible<>(reason);
  }

  /** The possible next states; none if impossible. */
  default List<S> states() {
    return switch (this) {
      case Next<S>(var state) -> List.of(state);
      case Choice<S>(var states) -> states;
      case Impossible<S> _ -> List.of();
    };
  }
}
