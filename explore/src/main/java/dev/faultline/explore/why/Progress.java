package dev.faultline.explore.why;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The last progress of a run. */
final class Progress {
  /** Fewer times are no habit. */
  private static final int FEWEST = 3;

  /** Over for so many times the longest pause before. */
  private static final int LONGER = 3;

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

  /**
   * Whether what happens again and again after the last progress is in its way. In a run without
   * operations the last progress is a guess, and what came to an end long before the run did may
   * have been progress itself.
   *
   * @param times when it happened, in order
   */
  static boolean inTheWay(List<TraceEvent> run, List<Long> times) {
    if (times.size() < FEWEST || !new OperationKinds(run).all().isEmpty()) {
      return true;
    }
    long longest = 1;
    for (int i = 1; i < times.size(); i++) {
      longest = Math.max(longest, times.get(i) - times.get(i - 1));
    }
    return run.getLast().nanos() - times.getLast() <= LONGER * longest;
  }
}
