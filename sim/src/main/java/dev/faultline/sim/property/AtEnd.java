package dev.faultline.sim.property;

import dev.faultline.check.Evidence;
import dev.faultline.check.Reports;
import dev.faultline.check.Verdict;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.trace.Violation.Judged;
import dev.faultline.sim.user.UserCode;
import dev.faultline.sim.user.UserText;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** What is judged when the run is over. */
final class AtEnd {
  private List<Check> checks = Collections.emptyList();
  private List<Condition> conditions = Collections.emptyList();
  private final Found found;
  private final boolean explained;

  AtEnd(Found found, boolean explained) {
    this.found = found;
    this.explained = explained;
  }

  void add(Check check) {
    checks = Lazily.with(checks, check);
  }

  void add(Condition condition) {
    conditions = Lazily.with(conditions, condition);
  }

  boolean isEmpty() {
    return checks.isEmpty() && conditions.isEmpty();
  }

  /**
   * Runs the checks that look at the whole run.
   *
   * @param ended whether it came to its end
   */
  void judge(boolean ended) {
    for (Condition each : conditions) {
      if (ended
          && found.violation() == null
          && !found.evaluate(each.property(), each.holds(), Judged.AT_END)) {
        found.report(
            each.property(),
            Reasoned.of(each.holds(), "does not hold at the end"),
            null,
            Judged.AT_END,
            List.of());
      }
    }
    for (Check each : checks) {
      if (found.violation() != null) {
        return;
      }
      if (explained) {
        judge(each, ended);
      } else {
        Reports.leftOut(() -> {
          judge(each, ended);
          return true;
        });
      }
    }
  }

  /**
   * Runs a check. In a run that was cut short only what nothing can mend any more is a violation:
   * that a message has not been delivered yet says nothing.
   */
  private void judge(Check check, boolean ended) {
    Verdict verdict;
    try {
      verdict =
          Objects.requireNonNull(
              check.verdict().get(), "a check has to return a verdict, not null");
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      if (ended) {
        Throwable told = UserText.printable(thrown);
        found.report(check.property(), "the check threw " + told, told, Judged.AT_END, List.of());
      }
      return;
    }
    switch (verdict) {
      case Verdict.Valid valid -> {}
      case Verdict.Invalid invalid -> {
        boolean lasting = lasting(invalid.evidence());
        if (lasting || ended) {
          found.report(
              check.property(),
              explained
                  ? "invalid: " + found.world().explanation(invalid.evidence())
                  : invalid.summary(),
              null,
              lasting ? Judged.WHEN_SEEN : Judged.AT_END,
              explained ? found.world().operations(invalid.evidence()) : List.of());
        }
      }
      case Verdict.Unknown unknown ->
          found.inconclusive(check.property().name() + ": " + unknown.summary());
    }
  }

  /**
   * Whether the evidence stands however the run goes on: a history that has no order, or that holds
   * an anomaly of transactions, has none and holds it with more operations too. A pattern may be
   * that something is still missing.
   */
  private static boolean lasting(Evidence evidence) {
    return switch (evidence) {
      case Evidence.NoOrder noOrder -> true;
      case Evidence.Parts parts -> true;
      case Evidence.Forbidden forbidden -> true;
      case Evidence.Pattern pattern -> false;
      case Evidence.Reason reason -> false;
    };
  }
}
