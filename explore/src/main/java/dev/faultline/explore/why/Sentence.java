package dev.faultline.explore.why;

import dev.faultline.explore.Finding;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** What is wrong, in one sentence with values. */
final class Sentence {
  private Sentence() {}

  static String of(Finding finding, List<TraceEvent> run) {
    String seen = finding.violation().detail().lines().findFirst().orElse("").strip();
    String property = "'" + finding.violation().property() + "' does not hold";
    // A condition without a reason of its own says no more than that.
    boolean reason = !seen.isEmpty() && !seen.equals("does not hold");
    String sentence = reason ? property + ": " + seen : property;
    if (!finding.violation().liveness()) {
      return sentence;
    }
    String unanswered = unanswered(run);
    return unanswered.isEmpty() ? sentence : sentence + "; " + unanswered;
  }

  /** Which kinds of operations are no longer answered, and which still are. */
  private static String unanswered(List<TraceEvent> run) {
    List<String> stopped = new ArrayList<>();
    List<String> going = new ArrayList<>();
    for (OperationKinds.Kind kind : new OperationKinds(run).all()) {
      if (kind.stopped()) {
        String none = "no " + kind.name + " was answered (0 of " + kind.unanswered + ")";
        stopped.add(
            kind.lastAnswer < 0
                ? none
                : "since " + InTheWay.time(run.get(kind.lastAnswer).nanos()) + " " + none);
      } else {
        going.add(kind.answered + " of " + kind.called + " " + kind.name + " were answered");
      }
    }
    if (stopped.isEmpty()) {
      return "";
    }
    stopped.addAll(going);
    return String.join("; ", stopped);
  }
}
