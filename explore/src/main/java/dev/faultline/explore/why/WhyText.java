package dev.faultline.explore.why;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An explanation as lines for people. */
public final class WhyText {
  private WhyText() {}

  /**
   * A line of an explanation.
   *
   * @param event of the run that it tells of, or null
   * @param fault number of the fault that it tells of; 0 for none
   */
  public record Line(String text, @Nullable TraceEvent event, int fault) {
    private static Line of(String text) {
      return new Line(text, null, 0);
    }
  }

  /** The lines, without an indent of their own. */
  public static List<String> of(Why why) {
    return lines(why).stream().map(Line::text).toList();
  }

  /** The same, with what of the run each line tells of. */
  public static List<Line> lines(Why why) {
    List<Line> lines = new ArrayList<>();
    lines.add(Line.of(why.sentence()));
    if (!why.tookPart().isEmpty()) {
      lines.add(Line.of("which nodes took part:"));
      why.tookPart().forEach(line -> lines.add(Line.of("  " + line)));
    }
    if (!why.inTheWay().isEmpty()) {
      lines.add(Line.of("what prevents it:"));
      why.inTheWay().forEach(line -> lines.add(Line.of("  " + line)));
    }
    if (!why.states().isEmpty()) {
      lines.add(Line.of("state that nodes report:"));
      why.states().forEach(line -> lines.add(Line.of("  " + line)));
    }
    faults(why, lines);
    PointOfNoReturn noReturn = why.noReturn();
    if (noReturn != null) {
      String saved =
          "the point of no return: without any fault from "
              + InTheWay.time(noReturn.savedNanos())
              + " on nothing is violated; ";
      lines.add(
          Line.of(
              noReturn.lostNanos() == PointOfNoReturn.NEVER
                  ? saved + "this is the time of the violation itself; at that time:"
                  : saved
                      + "without any fault from "
                      + InTheWay.time(noReturn.lostNanos())
                      + " on the violation remains; in between:"));
      events(noReturn.between(), lines);
    }
    Nearest nearest = why.nearest();
    if (nearest != null) {
      lines.add(
          Line.of(
              "of the passing runs tried, the nearest is the one without fault "
                  + nearest.without()
                  + "; the two diverge at "
                  + InTheWay.time(nearest.difference().partsNanos())));
      lines.addAll(lines(nearest.difference(), "this run", "the passing run"));
    }
    if (!why.complete()) {
      lines.add(
          Line.of("the budget ran out after " + why.replays() + " replays: there may be more"));
    }
    return lines;
  }

  /** What each of two runs has alone. */
  public static List<String> of(Difference difference, String here, String there) {
    return lines(difference, here, there).stream().map(Line::text).toList();
  }

  private static List<Line> lines(Difference difference, String here, String there) {
    List<Line> lines = new ArrayList<>();
    if (!difference.here().isEmpty()) {
      lines.add(Line.of("only in " + here + ":"));
      difference
          .here()
          .forEach(event -> lines.add(new Line(text(event, difference.there()), event, 0)));
    }
    if (!difference.there().isEmpty()) {
      lines.add(Line.of("only in " + there + ":"));
      // These are events of another run.
      difference.there().forEach(event -> lines.add(Line.of(text(event, difference.here()))));
    }
    return lines;
  }

  /** At more length where it would look like one of the others otherwise, though it is not. */
  private static String text(TraceEvent event, List<TraceEvent> others) {
    String what = TraceText.what(event);
    boolean alike = others.stream().anyMatch(other -> TraceText.what(other).equals(what));
    return "  " + (alike ? TraceText.longer(event) : TraceText.of(event)).strip();
  }

  private static void faults(Why why, List<Line> lines) {
    if (why.allFaults() == 0) {
      lines.add(
          Line.of(
              why.given().isEmpty()
                  ? "no fault is needed: delays and the order of events suffice"
                  : "no fault of the adversary is needed beyond these: "
                      + String.join("; ", why.given())));
      return;
    }
    lines.add(Line.of("without each fault alone:"));
    for (Necessity fault : why.faults()) {
      lines.add(
          new Line(
              "  "
                  + fault.fault().number()
                  + ". "
                  + InTheWay.time(fault.fault().nanos())
                  + " "
                  + fault.fault().text()
                  + ": "
                  + role(fault),
              null,
              fault.fault().number()));
    }
    int untried = why.allFaults() - why.faults().size();
    if (untried > 0) {
      lines.add(Line.of("  … and " + untried + " more, not tried"));
    }
  }

  private static String role(Necessity fault) {
    String without =
        switch (fault.without()) {
          case Outcome.Holds holds -> "nothing is violated";
          case Outcome.Same(long nanos) ->
              "the same property is violated, at " + InTheWay.time(nanos);
          case Outcome.Other(var violation) ->
              "'"
                  + violation.property()
                  + "' is violated instead, at "
                  + InTheWay.time(violation.nanos());
          case Outcome.Undecided(String reason) -> "not known, " + reason;
        };
    return switch (fault.role()) {
      case NEEDED -> "needed, " + without;
      case TIMING -> "only keeps the timing: " + without + ", unless later faults keep their times";
      case UNCLEAR -> "needed, or only keeps the timing or the order: " + without;
      case NOT_NEEDED -> "not needed, " + without;
      case NOT_TRIED -> without;
    };
  }

  private static void events(List<TraceEvent> events, List<Line> lines) {
    events.forEach(event -> lines.add(new Line(text(event), event, 0)));
  }

  private static String text(TraceEvent event) {
    return "  " + TraceText.of(event).strip();
  }
}
