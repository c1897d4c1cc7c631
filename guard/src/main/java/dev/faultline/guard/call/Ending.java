package dev.faultline.guard.call;

import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.call.Guards.Refusal;
import org.jspecify.annotations.Nullable;

/** How a call ended. */
public sealed interface Ending {
  /**
   * It was answered.
   *
   * @param attempt whose answer counts
   */
  record Answered(int attempt) implements Ending {}

  /**
   * An attempt failed, and no further one was made.
   *
   * @param attempt the one that failed last
   * @param outcome how
   * @param refusal what refused a further attempt; null if none would have been made anyway
   */
  record Failed(int attempt, Outcome outcome, @Nullable Refusal refusal) implements Ending {}

  /**
   * Nothing was sent.
   *
   * @param refusal what refused the first attempt
   */
  record Refused(Refusal refusal) implements Ending {}

  /** The deadline was over before what was sent had an answer. */
  record Late() implements Ending {}

  /** The caller gave up. */
  record Cancelled() implements Ending {}
}
