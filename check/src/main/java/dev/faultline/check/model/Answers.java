package dev.faultline.check.model;

import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;

/** What the client was told against what the object would have said. */
final class Answers {

  private Answers() {}

  /** To {@code next}, if the client was told {@code expected} or nothing. */
  static <S> Step<S> expect(Outcome<Object> outcome, Object expected, S next) {
    if (outcome instanceof Outcome.Ok<Object>(var told) && !told.equals(expected)) {
      return Step.impossible(
          "cannot answer " + Shown.of(told, expected) + ", right is " + Shown.of(expected, told));
    }
    return Step.to(next);
  }
}
