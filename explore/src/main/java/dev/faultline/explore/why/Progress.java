package dev.faultline.explore.why;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The last progress of a run. */
final class Progress {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private Progress() {}

  /**
   * Where the last progress was: the last answer to operations of the kind that is no longer
   * answered, of the first such kind where there are several; the last answer to any where there is
   * none; in a run without operations the last step or delivery of a kind that was new. −1 where
   * there was none.
   */
  static int last(List<TraceEvent> run) {
    List<OperationKinds.Kind> kinds = new OperationKinds(run).all();
    if (kinds.isEmpty()) {
      return fresh(run);
    }
    boolean stopped = kinds.stream().anyMatch(OperationKinds.Kind::stopped);
    var answers =
        kinds.stream().filter(kind -> !stopped || kind.stopped()).mapToInt(kind -> kind.lastAnswer);
    return (stopped ? answers.min() : answers.max()).orElse(-1);
  }

  private static int fresh(List<TraceEvent> run) {
    int fresh = -1;
    Set<String> kinds = new LinkedHashSet<>();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.Delivered e when kinds.add(kind(TraceText.what(e))) -> fresh = i;
        case TraceEvent.TimerFired e when kinds.add(kind(TraceText.what(e))) -> fresh = i;
        case TraceEvent.Signalled e when kinds.add(e.node() + " " + e.name() + e.value()) ->
            fresh = i;
        case TraceEvent other -> {}
      }
    }
    return fresh;
  }

  /** A text in which numbers do not count. */
  static String kind(String text) {
    return NUMBER.matcher(text).replaceAll("0");
  }
}
