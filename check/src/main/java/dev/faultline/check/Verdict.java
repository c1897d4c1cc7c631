package dev.faultline.check;

import dev.faultline.core.history.History;
import java.util.List;

/** The answer to: does this history fit this model at this level? */
public sealed interface Verdict {

  /** It fits, and here is why. */
  record Valid(Witness witness, Statistics statistics) implements Verdict {}

  /** It does not fit, and here is the smallest reason found. */
  record Invalid(Evidence evidence, Statistics statistics) implements Verdict {}

  /**
   * Nobody knows: a budget ran out, or there was nothing to check. Never a pass.
   *
   * @param reason which bound stopped the check
   * @param undecided what was left open, for people
   */
  record Unknown(String reason, List<String> undecided, Statistics statistics) implements Verdict {}

  /**
   * What a check of one's own answers that found nothing wrong.
   *
   * @param established what it has seen to, in words
   */
  static Verdict valid(String established) {
    return new Valid(new Witness.Established(established), Statistics.OWN);
  }

  /**
   * What a check of one's own answers that found something wrong.
   *
   * @param explanation what, with values, such as "order 10 was charged twice"
   * @throws IllegalArgumentException when it is blank
   */
  static Verdict invalid(String explanation) {
    return new Invalid(new Evidence.Reason(explanation, History.empty()), Statistics.OWN);
  }

  /** What the check cost. */
  Statistics statistics();

  /** Whether the history fits. */
  default boolean isValid() {
    return this instanceof Valid;
  }

  /** Whether the history certainly does not fit. */
  default boolean isInvalid() {
    return this instanceof Invalid;
  }

  /** {@code valid}, {@code invalid} or {@code unknown}. */
  default String word() {
    return switch (this) {
      case Valid _ -> "valid";
      case Invalid _ -> "invalid";
      case Unknown _ -> "unknown";
    };
  }

  /** One line for people. */
  default String summary() {
    return switch (this) {
      case Valid(var _, var stats) -> "valid: " + Count.of(stats.operations(), "operation");
      case Invalid(var evidence, var _) -> "invalid: " + evidence.explanation();
      case Unknown(var reason, var undecided, var _) ->
          "unknown: " + reason + (undecided.isEmpty() ? "" : "; undecided: " + undecided);
    };
  }
}
