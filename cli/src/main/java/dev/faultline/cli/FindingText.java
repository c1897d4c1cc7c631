package dev.faultline.cli;

import dev.faultline.explore.Finding;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.FaultText;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.explore.why.Signature;
import dev.faultline.explore.why.Why;
import dev.faultline.explore.why.WhyText;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A finding for people: what broke, when, under which faults, and what happened just before. */
final class FindingText {
  private static final int FAULTS_SHOWN = 30;
  private static final int EVENTS_SHOWN = 15;
  private static final int DETAIL_LINES_SHOWN = 40;

  private final PrintWriter out;
  private final Paint paint;

  FindingText(PrintWriter out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  /** Prints a finding; its story, where it is told, takes the place of the last events. */
  void print(Finding finding, List<String> story) {
    print(finding, "seed " + finding.seed(), story);
  }

  /**
   * The same.
   *
   * @param world what its world is called
   */
  void print(Finding finding, String world, List<String> story) {
    out.println(paint.red("VIOLATED") + "  " + paint.bold(finding.violation().property()));
    out.println(
        "  "
            + world
            + ", at "
            + time(finding.violation().nanos())
            + " of simulated time, after "
            + HumanText.count(finding.events(), "event"));
    section("what was seen", seen(finding));
    section("the faults, in order", faults(finding));
    if (story.isEmpty()) {
      section("the last events before it", lastEvents(finding));
    } else {
      section("what happened", story);
    }
  }

  /** Prints an explanation of what was printed before. */
  void why(Why why) {
    section("why", WhyText.of(why));
  }

  /** Prints what findings of the same cause have in common. */
  void kinds(Signature signature) {
    List<String> lines = new ArrayList<>();
    lines.add("needed: " + signature.text());
    if (!signature.step().isEmpty()) {
      lines.add("the last step: " + signature.step());
    }
    section("in kinds, signature " + signature.id(), lines);
  }

  private void section(String title, List<String> lines) {
    out.println();
    out.println("  " + paint.bold(title));
    lines.forEach(line -> out.println("    " + line));
  }

  private static List<String> seen(Finding finding) {
    Throwable thrown = finding.violation().thrown();
    List<String> lines =
        thrown == null ? finding.violation().detail().lines().toList() : thrown(finding, thrown);
    if (lines.size() <= DETAIL_LINES_SHOWN) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, DETAIL_LINES_SHOWN));
    shown.add("… and " + (lines.size() - DETAIL_LINES_SHOWN) + " more lines, which --json has");
    return shown;
  }

  /** The first line says who threw; the user's own frames stand in for the whole stack. */
  private static List<String> thrown(Finding finding, Throwable thrown) {
    List<String> lines = new ArrayList<>();
    lines.add(finding.violation().detail().lines().findFirst().orElse(""));
    List<String> own = OwnFrames.of(thrown);
    lines.addAll(own.subList(1, own.size()));
    return lines;
  }

  private static List<String> faults(Finding finding) {
    List<String> lines = new ArrayList<>();
    List<TraceEvent.FaultBegan> faults = finding.faults();
    int hidden = Math.max(0, faults.size() - FAULTS_SHOWN);
    if (hidden > 0) {
      lines.add("… " + HumanText.count(hidden, "earlier fault"));
    }
    for (TraceEvent.FaultBegan fault : faults.subList(hidden, faults.size())) {
      lines.add(String.format("%12s  %s", time(fault.nanos()), FaultText.of(fault.fault())));
    }
    String small = smallFaults(finding);
    if (!small.isEmpty()) {
      lines.add((faults.isEmpty() ? "" : "and ") + "single messages: " + small);
    } else if (faults.isEmpty()) {
      lines.add("none: delays and the order of events were enough");
    }
    return lines;
  }

  /** How many single messages were lost, duplicated and so on by chance. */
  static SortedMap<Decision, Integer> struckMessages(Finding finding) {
    SortedMap<Decision, Integer> counts = new TreeMap<>();
    for (Departure departure : finding.replay().tape().departures()) {
      if (departure instanceof Departure.Struck struck && !word(struck.kind()).isEmpty()) {
        counts.merge(struck.kind(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static String smallFaults(Finding finding) {
    List<String> words = new ArrayList<>();
    struckMessages(finding)
        .forEach((kind, count) -> words.add(HumanText.count(count) + " " + word(kind)));
    return String.join(", ", words);
  }

  /** What became of the message, or nothing where the decision is not about a message. */
  static String word(Decision kind) {
    return switch (kind) {
      case LOSS -> "lost";
      case DUPLICATION -> "duplicated";
      case CORRUPTION -> "corrupted";
      case SEND_OMISSION -> "not sent";
      case RECEIVE_OMISSION -> "not received";
      case LIE -> "lied about";
      default -> "";
    };
  }

  private static List<String> lastEvents(Finding finding) {
    List<TraceEvent> events = finding.lastEvents();
    return events.subList(Math.max(0, events.size() - EVENTS_SHOWN), events.size()).stream()
        .map(TraceText::of)
        .toList();
  }

  /** To the microsecond, as in the events. */
  static String time(long nanos) {
    return SimTime.text(nanos / 1000 * 1000);
  }
}
