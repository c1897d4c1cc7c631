package dev.faultline.explore.why;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run that is as this one up to a moment, and in which the property holds: this one without one
 * of its faults, the one that parts from it last.
 *
 * @param without the number of the fault that it does without
 * @param partsNanos when the two part
 * @param here what happens from then on in this run alone, at most a few events
 * @param there what happens in the other one alone
 */
public record Nearest(int without, long partsNanos, List<TraceEvent> here, List<TraceEvent> there) {
  private static final int MOST_EVENTS = 5;

  /** So many of the faults are tried: each costs a run whose events are all kept. */
  private static final int MOST_TRIED = 6;

  /** Numbers of messages and operations, which shift with the first difference. */
  private static final Pattern NUMBERS = Pattern.compile(" #\\d+| \\(\\d+\\)");

  public Nearest {
    here = List.copyOf(here);
    there = List.copyOf(there);
  }

  /** The nearest of the runs that hold, or null where there is none. */
  static @Nullable Nearest find(Trials trials, List<Necessity> faults) {
    Nearest nearest = null;
    int tried = 0;
    for (Necessity fault : faults.reversed()) {
      boolean saves = fault.without() instanceof Outcome.Holds;
      if (!saves || tried++ >= MOST_TRIED || trials.exhausted()) {
        continue;
      }
      List<TraceEvent> other = trials.events(trials.without(fault.departure()));
      Nearest found = other == null ? null : compare(fault.number(), trials, other);
      if (found != null && (nearest == null || found.partsNanos() > nearest.partsNanos())) {
        nearest = found;
      }
    }
    return nearest;
  }

  private static @Nullable Nearest compare(int without, Trials trials, List<TraceEvent> other) {
    long end = trials.finding.violation().nanos();
    List<TraceEvent> here = trials.events.stream().filter(Nearest::compared).toList();
    List<TraceEvent> there = other.stream().filter(Nearest::compared).toList();
    int same = 0;
    while (same < here.size() && same < there.size() && equal(here.get(same), there.get(same))) {
      same++;
    }
    if (same == here.size()) {
      return null;
    }
    List<TraceEvent> restHere = here.subList(same, here.size());
    List<TraceEvent> restThere = there.subList(same, there.size());
    return new Nearest(
        without, restHere.getFirst().nanos(), only(restHere, restThere), only(restThere, restHere));
  }

  /** Faults are what differs to begin with, and that a message leaves is seen where it arrives. */
  private static boolean compared(TraceEvent event) {
    return switch (event) {
      case TraceEvent.FaultBegan e -> false;
      case TraceEvent.FaultEnded e -> false;
      case TraceEvent.Sent e -> false;
      case TraceEvent.ThreadRan e -> false;
      case TraceEvent other -> true;
    };
  }

  private static boolean equal(TraceEvent a, TraceEvent b) {
    return a.nanos() == b.nanos() && text(a).equals(text(b));
  }

  private static String text(TraceEvent event) {
    return NUMBERS.matcher(TraceText.what(event)).replaceAll("");
  }

  /** The first events of one run that the other has less often. */
  private static List<TraceEvent> only(List<TraceEvent> run, List<TraceEvent> other) {
    Map<String, Integer> open = new LinkedHashMap<>();
    for (TraceEvent event : other) {
      open.merge(text(event), 1, Integer::sum);
    }
    List<TraceEvent> only = new ArrayList<>();
    for (TraceEvent event : run) {
      Integer left = open.get(text(event));
      if (left != null && left > 0) {
        open.put(text(event), left - 1);
      } else if (only.size() < MOST_EVENTS) {
        only.add(event);
      }
    }
    return only;
  }
}
