package dev.faultline.explore.why;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where two runs part, and what follows. Faults do not count, since they are what differs to begin
 * with; that a message leaves is seen where it arrives or is lost.
 *
 * @param partsNanos when the two part
 * @param here what happens from then on in the first run alone, at most a few events
 * @param there what happens in the second one alone
 */
public record Difference(long partsNanos, List<TraceEvent> here, List<TraceEvent> there) {
  private static final int MOST_EVENTS = 5;

  /** Numbers of messages and operations, which shift with the first difference. */
  private static final Pattern NUMBERS = Pattern.compile(" #\\d+| \\(\\d+\\)");

  public Difference {
    here = List.copyOf(here);
    there = List.copyOf(there);
  }

  /**
   * Compares two runs, or returns null where they are the same up to that time.
   *
   * @param endNanos what happens later is not looked at
   */
  public static @Nullable Difference of(
      List<TraceEvent> first, List<TraceEvent> second, long endNanos) {
    List<TraceEvent> here = compared(first, endNanos);
    List<TraceEvent> there = compared(second, endNanos);
    int same = 0;
    while (same < here.size() && same < there.size() && equal(here.get(same), there.get(same))) {
      same++;
    }
    List<TraceEvent> restHere = here.subList(same, here.size());
    List<TraceEvent> restThere = there.subList(same, there.size());
    if (restHere.isEmpty() && restThere.isEmpty()) {
      return null;
    }
    long parts = Math.min(start(restHere), start(restThere));
    return new Difference(parts, only(restHere, restThere), only(restThere, restHere));
  }

  private static long start(List<TraceEvent> run) {
    return run.isEmpty() ? Long.MAX_VALUE : run.getFirst().nanos();
  }

  private static List<TraceEvent> compared(List<TraceEvent> run, long endNanos) {
    return run.stream().filter(event -> event.nanos() <= endNanos && compared(event)).toList();
  }

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
    return a.nanos() == b.nanos() && text(a).equals(text(b)) && Arrays.equals(bytes(a), bytes(b));
  }

  /** What bytes a message has, of which the text says the number alone; empty for other events. */
  private static byte[] bytes(TraceEvent event) {
    return switch (event) {
      case TraceEvent.Delivered(_, _, _, _, byte[] bytes) -> bytes;
      case TraceEvent.Lost(_, _, _, _, byte[] bytes, _) -> bytes;
      case TraceEvent other -> new byte[0];
    };
  }

  private static String text(TraceEvent event) {
    return NUMBERS.matcher(TraceText.wholeWhat(event)).replaceAll("");
  }

  /**
   * The first events of one run that the other has less often. Timers are told where there is
   * nothing else: what they do is seen in messages.
   */
  private static List<TraceEvent> only(List<TraceEvent> run, List<TraceEvent> other) {
    Map<String, Integer> open = new LinkedHashMap<>();
    for (TraceEvent event : other) {
      open.merge(text(event), 1, Integer::sum);
    }
    List<TraceEvent> only = new ArrayList<>();
    List<TraceEvent> timers = new ArrayList<>();
    for (TraceEvent event : run) {
      Integer left = open.get(text(event));
      if (left != null && left > 0) {
        open.put(text(event), left - 1);
        continue;
      }
      List<TraceEvent> kind = event instanceof TraceEvent.TimerFired ? timers : only;
      if (kind.size() < MOST_EVENTS) {
        kind.add(event);
      }
    }
    return only.isEmpty() ? timers : only;
  }
}
