package dev.faultline.explore.why;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** An explanation as lines for people. */
public final class WhyText {
  private WhyText() {}

  /** The lines, without an indent of their own. */
  public static List<String> of(Why why) {
    List<String> lines = new ArrayList<>();
    lines.add(why.sentence());
    if (!why.inTheWay().isEmpty()) {
      lines.add("what is in the way:");
      why.inTheWay().forEach(line -> lines.add("  " + line));
    }
    faults(why, lines);
    PointOfNoReturn noReturn = why.noReturn();
    if (noReturn != null) {
      String saved =
          "the point of no return: without any fault from "
              + InTheWay.time(noReturn.savedNanos())
              + " on the run is saved, ";
      lines.add(
          noReturn.lostNanos() == PointOfNoReturn.NEVER
              ? saved + "and that is the very time of the violation; at that time:"
              : saved + "from " + InTheWay.time(noReturn.lostNanos()) + " on it is not; between:");
      events(noReturn.between(), lines);
    }
    Nearest nearest = why.nearest();
    if (nearest != null) {
      lines.add(
          "of the runs tried that hold, the nearest is the one without fault "
              + nearest.without()
              + "; they part at "
              + InTheWay.time(nearest.difference().partsNanos()));
      lines.addAll(of(nearest.difference(), "this run", "the run that holds"));
    }
    if (!why.complete()) {
      lines.add("the budget ended this after " + why.replays() + " replays: there may be more");
    }
    return lines;
  }

  /** What each of two runs has alone. */
  public static List<String> of(Difference difference, String here, String there) {
    List<String> lines = new ArrayList<>();
    if (!difference.here().isEmpty()) {
      lines.add("only in " + here + ":");
      events(difference.here(), lines);
    }
    if (!difference.there().isEmpty()) {
      lines.add("only in " + there + ":");
      events(difference.there(), lines);
    }
    return lines;
  }

  private static void faults(Why why, List<String> lines) {
    if (why.allFaults() == 0) {
      lines.add(
          why.given().isEmpty()
              ? "no fault is needed: delays and the order of events suffice"
              : "no fault of the adversary's is needed, beside: " + String.join("; ", why.given()));
      return;
    }
    lines.add("without each fault alone:");
    for (Necessity fault : why.faults()) {
      lines.add(
          "  "
              + fault.fault().number()
              + ". "
              + InTheWay.time(fault.fault().nanos())
              + " "
              + fault.fault().text()
              + ": "
              + role(fault));
    }
    int untried = why.allFaults() - why.faults().size();
    if (untried > 0) {
      lines.add("  … and " + untried + " more, which were not tried");
    }
  }

  private static String role(Necessity fault) {
    String without =
        switch (fault.without()) {
          case Outcome.Holds holds -> "nothing is violated";
          case Outcome.Same(long nanos) -> "the same is violated, at " + InTheWay.time(nanos);
          case Outcome.Other(var violation) ->
              "'"
                  + violation.property()
                  + "' is violated instead, at "
                  + InTheWay.time(violation.nanos());
          case Outcome.Undecided(String reason) -> "not known, " + reason;
        };
    return switch (fault.role()) {
      case NEEDED -> "needed, " + without;
      case TIMING -> "holds only the timing: " + without + ", unless later faults keep their times";
      case UNCLEAR -> "needed, or holds only the timing or the order: " + without;
      case NOT_NEEDED -> "not needed, " + without;
      case NOT_TRIED -> without;
    };
  }

  private static void events(List<TraceEvent> events, List<String> lines) {
    events.forEach(event -> lines.add("  " + TraceText.of(event).strip()));
  }
}
