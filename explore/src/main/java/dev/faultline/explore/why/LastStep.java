package dev.faultline.explore.why;

import dev.faultline.explore.story.CausalPast;
import dev.faultline.explore.story.Story;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last step on the way to a violation, in kinds. Where something bad happened it is the step in
 * which it did; where answers of operations contradict each other, it is how the last one came
 * about; where something good did not happen, it is what nodes said most often while nothing went
 * on.
 */
final class LastStep {
  private static final int LONGEST_CHAIN = 40;
  private static final int LONGEST_TEXT = 200;

  private final List<TraceEvent> run;

  private LastStep(List<TraceEvent> run) {
    this.run = run;
  }

  /** The step; empty where there is none that says anything. */
  static String of(Violation violation, List<TraceEvent> run) {
    LastStep step = new LastStep(run);
    String text =
        switch (violation.judged()) {
          case AT_DEADLINE -> new InTheWay(run).mostSaid();
          case AT_END -> violation.operations().isEmpty() ? "" : step.answer(violation);
          case WHEN_SEEN ->
              violation.operations().isEmpty() ? step.violating() : step.answer(violation);
        };
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  private String violating() {
    List<Integer> last = Story.lastStep(run);
    return last.isEmpty() ? "" : kind(run.get(last.getFirst()));
  }

  /** The kinds of messages on the way to the last answer, from its question on. */
  private String answer(Violation violation) {
    Set<Integer> shown = Set.copyOf(violation.operations());
    Map<Integer, Integer> invoked = new LinkedHashMap<>();
    int answer = -1;
    int question = -1;
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.Invoked e when shown.contains(e.operation()) ->
            invoked.put(e.operation(), i);
        case TraceEvent.Completed e
            when shown.contains(e.operation()) && e.ending() == TraceEvent.Ending.OK -> {
          answer = i;
          question = invoked.getOrDefault(e.operation(), 0);
        }
        case TraceEvent other -> {}
      }
    }
    if (answer < 0) {
      return "";
    }
    List<String> kinds = new ArrayList<>();
    for (int step : new CausalPast(run, List.of(answer)).chain(answer, LONGEST_CHAIN)) {
      if (step < question) {
        break;
      }
      String kind = kind(run.get(step));
      if (!kinds.contains(kind)) {
        kinds.addFirst(kind);
      }
    }
    return String.join(", ", kinds);
  }

  private static String kind(TraceEvent event) {
    return switch (event) {
      case TraceEvent.Delivered e -> Kinds.message(e.message()) + Kinds.link(e.from(), e.to());
      case TraceEvent.TimerFired e -> "timer of " + Kinds.role(e.node()) + tag(e.tag());
      case TraceEvent.ThreadRan e -> "thread of " + Kinds.role(e.node());
      case TraceEvent.Started e ->
          Kinds.role(e.node()) + (e.incarnation() > 1 ? " starts again" : " starts");
      case TraceEvent other -> "";
    };
  }

  /** Numbers and the like are values, and say nothing of the kind. */
  private static String tag(Object tag) {
    boolean value = tag instanceof Number || tag instanceof Boolean || tag instanceof Character;
    return value ? "" : " " + Kinds.message(tag);
  }
}
