package dev.faultline.explore.why;

import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a run could no longer be saved: if the adversary gives up before, and never strikes again,
 * nothing is violated; if it gives up afterwards, the violation comes all the same. Found by
 * bisection over the times at which something happened, so it is one such moment where there are
 * several.
 *
 * @param savedNanos the last time tried at which giving up saves the run
 * @param lostNanos the first time tried at which it does not; {@link #NEVER} where giving up at the
 *     very time of the violation still saves the run, since a fault strikes in that step
 * @param between what happened from the one to the other, at most a few events
 */
public record PointOfNoReturn(long savedNanos, long lostNanos, List<TraceEvent> between) {
  /** So many times are tried at once, on all cores. */
  private static final int AT_ONCE = 3;

  private static final int MOST_EVENTS = 5;

  /** No time at which it is too late. */
  public static final long NEVER = Long.MAX_VALUE;

  public PointOfNoReturn {
    between = List.copyOf(between);
  }

  /** The bisection, or null where no fault is needed, or the budget or a run said nothing. */
  static @Nullable PointOfNoReturn find(Trials trials) {
    long end = trials.finding.violation().nanos();
    List<Long> times = new ArrayList<>();
    times.add(0L);
    for (TraceEvent event : trials.events) {
      if (event.nanos() > times.getLast() && event.nanos() <= end) {
        times.add(event.nanos());
      }
    }
    List<Outcome> calm = trials.outcomes(List.of(healed(trials, 0)));
    // Where the order of events is on the tape, another run has another order: that tells nothing.
    if (calm.isEmpty() || !saves(calm.getFirst()) || !trials.canAlign()) {
      return null;
    }
    int low = 0;
    int high = times.size();
    while (high - low > 1) {
      List<Integer> tried = between(low, high);
      List<Outcome> outcomes =
          trials.outcomes(tried.stream().map(at -> healed(trials, times.get(at))).toList());
      if (outcomes.size() < tried.size()) {
        return null;
      }
      for (int i = 0; i < tried.size(); i++) {
        if (!saves(outcomes.get(i)) && !(outcomes.get(i) instanceof Outcome.Same)) {
          return null;
        }
        if (!saves(outcomes.get(i))) {
          high = tried.get(i);
          break;
        }
        low = tried.get(i);
      }
    }
    long saved = times.get(low);
    long lost = high == times.size() ? NEVER : times.get(high);
    return new PointOfNoReturn(saved, lost, events(trials, saved, lost));
  }

  private static Tape healed(Trials trials, long nanos) {
    return trials.tape().withDepartures(Healing.at(trials.timed, nanos));
  }

  private static boolean saves(Outcome outcome) {
    return outcome instanceof Outcome.Holds;
  }

  private static List<Integer> between(int low, int high) {
    List<Integer> tried = new ArrayList<>();
    for (int i = 1; i <= AT_ONCE; i++) {
      int at = low + (int) ((long) (high - low) * i / (AT_ONCE + 1));
      if (at > low && at < high && (tried.isEmpty() || tried.getLast() < at)) {
        tried.add(at);
      }
    }
    return tried;
  }

  /** Healing at a moment comes before what happens then: so the first of both counts. */
  private static List<TraceEvent> events(Trials trials, long saved, long lost) {
    return trials.events.stream()
        .filter(event -> event.nanos() >= saved && event.nanos() < lost)
        .filter(event -> !(event instanceof TraceEvent.Sent))
        .limit(MOST_EVENTS)
        .toList();
  }
}
