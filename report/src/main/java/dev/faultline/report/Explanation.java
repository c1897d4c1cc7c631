package dev.faultline.report;

import dev.faultline.explore.story.Story;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.explore.why.Necessity;
import dev.faultline.explore.why.NumberedFault;
import dev.faultline.explore.why.PointOfNoReturn;
import dev.faultline.explore.why.Why;
import dev.faultline.explore.why.WhyText;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a run went wrong and what happened in it, as the diagram shows it beside the picture: lines
 * that lead to events, and marks in the picture.
 *
 * @param why an explanation, line by line; empty if there is none
 * @param story what happened, line by line
 * @param faults the faults of the explanation, with their numbers
 * @param savedNanos the last time at which the run could still be saved; −1 if that is not known
 * @param lostNanos the first time at which it could no longer be saved; −1 if that is not known, or
 *     if there is none before the violation
 * @param partsNanos when this run diverges from the nearest run without a violation; −1 if there is
 *     none
 */
public record Explanation(
    List<Line> why,
    List<Line> story,
    List<Mark> faults,
    long savedNanos,
    long lostNanos,
    long partsNanos) {
  public Explanation {
    why = List.copyOf(why);
    story = List.copyOf(story);
    faults = List.copyOf(faults);
  }

  /**
   * A line.
   *
   * @param event its index in the run; −1 for none
   */
  public record Line(String text, int event) {}

  /**
   * A fault in the picture.
   *
   * @param number that the explanation gives it
   * @param role {@code needed}, {@code timing}, {@code unclear}, {@code not needed} or {@code not
   *     tried}
   * @param event its index in the run
   */
  public record Mark(int number, String role, int event) {}

  /**
   * The explanation of a run.
   *
   * @param why it went wrong; null if that is not known
   * @param run all its events, which the diagram shows
   */
  public static Explanation of(@Nullable Why why, List<TraceEvent> run) {
    List<Line> story =
        Story.lines(run).stream().map(told -> new Line(told.text(), told.event())).toList();
    if (why == null) {
      return new Explanation(List.of(), story, List.of(), -1, -1, -1);
    }
    Finder finder = new Finder(run);
    List<Mark> marks = new ArrayList<>();
    for (Necessity each : why.faults()) {
      int event = finder.fault(each.fault());
      if (event >= 0) {
        String role = each.role().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        marks.add(new Mark(each.fault().number(), role, event));
      }
    }
    List<Line> lines = new ArrayList<>();
    for (WhyText.Line line : WhyText.lines(why)) {
      int fault =
          marks.stream()
              .filter(mark -> mark.number() == line.fault())
              .mapToInt(Mark::event)
              .findFirst()
              .orElse(-1);
      lines.add(new Line(line.text(), line.event() == null ? fault : finder.find(line.event())));
    }
    PointOfNoReturn noReturn = why.noReturn();
    return new Explanation(
        lines,
        story,
        marks,
        noReturn == null ? -1 : noReturn.savedNanos(),
        noReturn == null || noReturn.lostNanos() == PointOfNoReturn.NEVER
            ? -1
            : noReturn.lostNanos(),
        why.nearest() == null ? -1 : why.nearest().difference().partsNanos());
  }

  /** Finds the events of an equal run in this run. */
  private record Finder(List<TraceEvent> run) {
    int find(TraceEvent wanted) {
      String text = TraceText.of(wanted);
      for (int i = from(wanted.nanos());
          i < run.size() && run.get(i).nanos() == wanted.nanos();
          i++) {
        if (TraceText.of(run.get(i)).equals(text)) {
          return i;
        }
      }
      return -1;
    }

    private int from(long nanos) {
      int low = 0;
      int high = run.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (run.get(middle).nanos() < nanos) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** The event at which a fault strikes: its start, or the fate of the message. */
    int fault(NumberedFault fault) {
      return switch (fault.departure()) {
        case Departure.Faulted faulted ->
            find(new TraceEvent.FaultBegan(fault.nanos(), faulted.fault()));
        case Departure.Struck struck ->
            struck.kind().role() == Decision.Role.STORAGE
                ? crash(fault.nanos(), struck)
                : message(struck);
        case Departure.Chosen _ -> -1;
      };
    }

    private int crash(long nanos, Departure.Struck struck) {
      for (int i = from(nanos); i < run.size() && run.get(i).nanos() == nanos; i++) {
        if (run.get(i) instanceof TraceEvent.Crashed e
            && Subjects.node(e.node()) == struck.subject()) {
          return i;
        }
      }
      return -1;
    }

    private int message(Departure.Struck struck) {
      int sending = -1;
      for (int i = 0; i < run.size(); i++) {
        switch (run.get(i)) {
          case TraceEvent.Lost e when is(struck, e.from(), e.to(), e.ordinal()) -> {
            return i;
          }
          case TraceEvent.Duplicated e when is(struck, e.from(), e.to(), e.ordinal()) -> {
            return i;
          }
          case TraceEvent.Sent e when is(struck, e.from(), e.to(), e.ordinal()) -> sending = i;
          case TraceEvent _ -> {}
        }
      }
      return sending;
    }

    private static boolean is(Departure.Struck struck, String from, String to, long ordinal) {
      return ordinal == struck.ordinal() && Subjects.link(from, to) == struck.subject();
    }
  }
}
