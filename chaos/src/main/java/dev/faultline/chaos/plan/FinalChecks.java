package dev.faultline.chaos.plan;

import dev.faultline.chaos.plan.PlanReport.Checked;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides the final checks. */
final class FinalChecks {
  /** The clock of file times may lag behind. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final Plan plan;
  private final Path log;
  private final Instant begun;
  private final Probes probes;
  private final HistoryJudge judge;
  private final Watch watch;

  /** Whether the load was there when the faults of some phase began. */
  private boolean struckUnderLoad;

  /**
   * Decides for a run.
   *
   * @param log of the load
   * @param begun when the run began
   */
  FinalChecks(Plan plan, Path log, Probes probes, HistoryJudge judge, Watch watch, Instant begun) {
    this.plan = plan;
    this.log = log;
    this.begun = begun;
    this.probes = probes;
    this.judge = judge;
    this.watch = watch;
  }

  /** Notes that the load has not ended when faults begin. */
  void strikesUnderLoad() {
    struckUnderLoad = true;
  }

  Checked checked(FinalCheck check) throws Halt {
    return switch (check) {
      case FinalCheck.Holds holds -> asked(holds);
      case FinalCheck.History history -> judged(history);
      case FinalCheck.Sometimes sometimes ->
          watch.wasSeen(sometimes)
              ? new Checked(
                  check, Outcome.HELD, "'" + sometimes.probe().name() + "' was true sometimes")
              : new Checked(
                  check,
                  Outcome.UNDECIDED,
                  "'"
                      + sometimes.probe().name()
                      + "' was never true: the faults had no effect on it");
    };
  }

  private Checked asked(FinalCheck.Holds check) {
    String name = check.probe().name();
    Probes.Answer answer = probes.ask(check.probe());
    return switch (answer) {
      case Probes.Answer.Yes yes -> new Checked(check, Outcome.HELD, "'" + name + "' holds");
      // All faults are over: a system that does not answer now does not do what it should.
      case Probes.Answer.No no -> violated(check, answer.reason());
      case Probes.Answer.Unanswered unanswered -> violated(check, answer.reason());
      case Probes.Answer.Error error ->
          new Checked(check, Outcome.UNDECIDED, "'" + name + "': " + answer.reason());
    };
  }

  private Checked violated(FinalCheck.Holds check, String reason) {
    String said = "'%s' does not hold: %s".formatted(check.probe().name(), reason);
    // It may ask for what the load should have done.
    return idle()
        .map(idle -> new Checked(check, Outcome.UNDECIDED, said + "; but " + idle))
        .orElseGet(() -> new Checked(check, Outcome.VIOLATED, said));
  }

  /** A file that an earlier run left says nothing about this run. */
  private boolean isStale(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(begun.minus(TOLERANCE));
    } catch (IOException e) {
      // The judge says what is wrong with it.
      return false;
    }
  }

  /**
   * Why a system has not settled: no fault of its own where the load has not worked, by which the
   * plan's probes see what the system does.
   */
  Halt underLoad(Halt unsettled) {
    return unsettled.outcome() == Outcome.VIOLATED
        ? idle()
            .map(reason -> new Halt(Outcome.UNDECIDED, unsettled.reason() + ", but " + reason))
            .orElse(unsettled)
        : unsettled;
  }

  /** How it is known that the plan's load has not worked; empty if it has, or there is none. */
  private Optional<String> idle() {
    if (plan.load().isEmpty()) {
      return Optional.empty();
    }
    for (FinalCheck check : plan.checks()) {
      if (check instanceof FinalCheck.History history) {
        if (isUnwritten(history.file())) {
          return Optional.of(
              "the load has recorded nothing in %s since the plan began, see %s"
                  .formatted(history.file(), log));
        }
        if (isFruitless(history.file())) {
          return Optional.of(
              "no operation of the load has succeeded in %s, see %s"
                  .formatted(history.file(), log));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isUnwritten(Path file) {
    try {
      return Files.size(file) == 0 || isStale(file);
    } catch (IOException e) {
      // Nobody has written what cannot be found.
      return true;
    }
  }

  private boolean loadMissedFaults() {
    return !struckUnderLoad
        && plan.load().isPresent()
        && plan.phases().stream().anyMatch(phase -> !phase.faults().isEmpty());
  }

  private boolean isFruitless(Path file) {
    return judge.succeeded(file).equals(OptionalLong.of(0));
  }

  private Checked judged(FinalCheck.History history) throws Halt {
    if (isStale(history.file())) {
      return new Checked(
          history,
          Outcome.UNDECIDED,
          history.file() + " is older than this run: it was not written since the plan began");
    }
    HistoryJudge.Verdict verdict =
        watch.unlessEnded(
            () -> judge.judge(history.file(), history.model(), history.level()),
            HistoryJudge.Verdict.UNKNOWN);
    String evidence = judge.evidence();
    if (verdict == HistoryJudge.Verdict.VALID && isFruitless(history.file())) {
      return new Checked(
          history,
          Outcome.UNDECIDED,
          history.file() + ": no operation has succeeded, so it shows nothing of the system");
    }
    if (verdict == HistoryJudge.Verdict.VALID && loadMissedFaults()) {
      return new Checked(
          history,
          Outcome.UNDECIDED,
          "%s: the load had ended before the first fault, so it shows nothing of the faults; see %s"
              .formatted(history.file(), log));
    }
    Outcome outcome =
        switch (verdict) {
          case VALID -> Outcome.HELD;
          case INVALID -> Outcome.VIOLATED;
          case UNKNOWN, MALFORMED -> Outcome.UNDECIDED;
        };
    return new Checked(
        history,
        outcome,
        "%s as %s, %s: %s%s"
            .formatted(
                history.file(),
                history.model(),
                history.level(),
                verdict.name().toLowerCase(Locale.ROOT),
                evidence.isEmpty() || outcome == Outcome.HELD ? "" : "; " + evidence));
  }
}
