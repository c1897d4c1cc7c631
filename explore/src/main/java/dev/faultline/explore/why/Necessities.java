package dev.faultline.explore.why;

import dev.faultline.explore.shrink.Attempts;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replays a run once without each of its faults. */
final class Necessities {
  private final Trials trials;
  private final List<NumberedFault> faults;

  Necessities(Trials trials) {
    this.trials = trials;
    this.faults = NumberedFault.of(trials.timed, trials.finding.replay().nodes(), trials.events);
  }

  /** How many faults the run has. */
  int faults() {
    return faults.size();
  }

  /** At most so many of them, in the order in which they struck. */
  List<Necessity> of(int most) {
    List<NumberedFault> tried = faults.subList(0, Math.min(most, faults.size()));
    List<Outcome> plain = new ArrayList<>();
    for (int at = 0; at < tried.size(); at += Attempts.BATCH) {
      List<Tape> batch =
          tried.subList(at, Math.min(at + Attempts.BATCH, tried.size())).stream()
              .map(each -> trials.without(each.departure()))
              .toList();
      plain.addAll(trials.outcomes(batch));
    }
    Map<Departure, Outcome> aligned = aligned(tried, plain);
    List<Necessity> necessities = new ArrayList<>();
    for (int i = 0; i < tried.size(); i++) {
      NumberedFault fault = tried.get(i);
      Outcome without =
          i < plain.size() ? plain.get(i) : new Outcome.Undecided("the budget ran out");
      necessities.add(new Necessity(fault, role(without, aligned.get(fault.departure())), without));
    }
    return necessities;
  }

  private Map<Departure, Outcome> aligned(List<NumberedFault> tried, List<Outcome> plain) {
    Map<Departure, Outcome> aligned = new LinkedHashMap<>();
    if (!trials.canAlign()) {
      return aligned;
    }
    List<Departure> saved = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      if (plain.get(i) instanceof Outcome.Holds || plain.get(i) instanceof Outcome.Other) {
        saved.add(tried.get(i).departure());
      }
    }
    for (int at = 0; at < saved.size(); at += Attempts.BATCH) {
      List<Departure> batch = saved.subList(at, Math.min(at + Attempts.BATCH, saved.size()));
      List<Outcome> outcomes = trials.alignedWithout(batch);
      for (int i = 0; i < outcomes.size(); i++) {
        aligned.put(batch.get(i), outcomes.get(i));
      }
    }
    return aligned;
  }

  private static Necessity.Role role(Outcome without, @Nullable Outcome aligned) {
    return switch (without) {
      case Outcome.Undecided undecided -> Necessity.Role.NOT_TRIED;
      case Outcome.Same same -> Necessity.Role.NOT_NEEDED;
      case Outcome.Holds holds -> timing(aligned);
      case Outcome.Other other -> timing(aligned);
    };
  }

  private static Necessity.Role timing(@Nullable Outcome aligned) {
    return switch (aligned) {
      case null -> Necessity.Role.UNCLEAR;
      case Outcome.Same same -> Necessity.Role.TIMING;
      case Outcome other -> Necessity.Role.NEEDED;
    };
  }
}
