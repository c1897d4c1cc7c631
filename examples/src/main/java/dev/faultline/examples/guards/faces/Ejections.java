package dev.faultline.examples.guards.faces;

import dev.faultline.guard.breaker.Outcome;
import java.util.function.LongToIntFunction;

/** Two members fail at once. */
record Ejections(Report report, LongToIntFunction out) implements Face {
  /** Reports how a call to a member ended. */
  interface Report {
    void report(int member, Outcome outcome, long now);
  }

  @Override
  public void first() {
    report.report(0, Outcome.ERROR, 0);
  }

  @Override
  public void second() {
    report.report(1, Outcome.ERROR, 0);
  }

  @Override
  public int outcome() {
    return out.applyAsInt(0);
  }
}
