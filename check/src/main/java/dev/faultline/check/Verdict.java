package dev.faultline.check;

import dev.faultline.core.history.History;
import java.util.List;

/** The result of checking whether a history fits a model at a consistency level. */
public sealed interface Verdict {

  /** The history fits; the witness says why. */
  record Valid(Witness witness, Statistics statistics) implements Verdict {}

  /** The history does not fit; the evidence is the smallest reason found. */
  record Invalid(Evidence evidence, Statistics statistics) implements Verdict {}

  /**
   * Undecided: a budget ran out, or there was nothing to check. Never counts as a pass.
   *
   * @param reason why the check is undecided, such as the bound that stopped it
   * @param undecided what was left open, for reports
   */
  record Unknown(String reason, List<String> undecided, Statistics statistics) implements Verdict {}

  /**
   * The verdict of a user's own check that found no violation.
   *
   * @param established what the check established, in words
   */
  static Verdict valid(String established) {
    return new Valid(new Witness.Established(established), Statistics.OWN);
  }

  /**
   * The verdict of a user's own check that found a violation.
   *
   * @param explanation what is wrong, with values, such as "order 10 was charged twice"
   * @throws IllegalArgumentException when it is blank
   */
  static Verdict invalid(String explanation) {
    return invalid(explanation, History.empty());
  }

  /**
   * The same, with the operations that show it. The story and the diagram of a world mark them.
   *
   * @throws IllegalArgumentException when the explanation is blank
   */
  static Verdict invalid(String explanation, History<?, ?> operations) {
    return new Invalid(new Evidence.Reason(explanation, operations), Statistics.OWN);
  }

  /**
   * The verdict of a user's own check that could not decide, which is never a pass.
   *
   * @param reason why, such as "no order was placed"
   */
  static Verdict unknown(String reason) {
    return new Unknown(reason, List.of(), Statistics.OWN);
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

  /** One line for reports. */
  default String summary() {
    return switch (this) {
      case Valid(var _, var stats) -> "valid: " + Count.of(stats.operations(), "operation");
      case Invalid(var evidence, var _) -> "invalid: " + evidence.explanation();
      case Unknown(var reason, var undecided, var _) ->
          "unknown: " + reason + (undecided.isEmpty() ? "" : "; undecided: " + undecided);
    };
  }
}
