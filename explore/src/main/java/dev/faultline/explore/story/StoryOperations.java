package dev.faultline.explore.story;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations of clients that a story tells: those that suffice to show the violation, where
 * that is known, and otherwise all.
 */
final class StoryOperations {
  private final Map<Integer, TraceEvent.Completed> completed = new LinkedHashMap<>();
  private final Map<Integer, Integer> completedAt = new LinkedHashMap<>();
  private final Set<Integer> told = new LinkedHashSet<>();
  private final boolean known;

  StoryOperations(List<TraceEvent> run) {
    List<TraceEvent.Invoked> invoked = new ArrayList<>();
    Set<Integer> shown = new LinkedHashSet<>();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.Invoked e -> invoked.add(e);
        case TraceEvent.Completed e -> {
          completed.put(e.operation(), e);
          completedAt.put(e.operation(), i);
        }
        case TraceEvent.Violated e -> shown.addAll(e.operations());
        case TraceEvent other -> {}
      }
    }
    known = !shown.isEmpty();
    long from = Long.MAX_VALUE;
    long until = 0;
    for (TraceEvent.Invoked e : invoked) {
      if (shown.contains(e.operation()) && answered(e.operation())) {
        from = Math.min(from, e.nanos());
        until = Math.max(until, end(e.operation()));
      }
    }
    for (TraceEvent.Invoked e : invoked) {
      // An operation without an answer may have taken effect at any time. Those that clients had
      // given
      // up before the ones with answers began are hardly what these are about.
      boolean meanwhile = e.nanos() <= until && end(e.operation()) >= from;
      boolean only = until == 0;
      if (!known || shown.contains(e.operation()) && (only || meanwhile)) {
        told.add(e.operation());
      }
    }
  }

  private boolean answered(int operation) {
    TraceEvent.Completed end = completed.get(operation);
    return end != null && end.ending() == TraceEvent.Ending.OK;
  }

  private long end(int operation) {
    TraceEvent.Completed end = completed.get(operation);
    return end == null ? Long.MAX_VALUE : end.nanos();
  }

  /** Whether it is known which operations suffice to show the violation. */
  boolean known() {
    return known;
  }

  boolean tells(TraceEvent.Invoked e) {
    return told.contains(e.operation());
  }

  /** Where the answers came that show the violation; empty where that is unknown. */
  List<Integer> answers() {
    return known
        ? told.stream().filter(this::answered).map(completedAt::get).sorted().toList()
        : List.of();
  }

  String text(TraceEvent.Invoked e) {
    return TraceText.what(e) + ending(completed.get(e.operation()));
  }

  private static String ending(TraceEvent.@Nullable Completed completed) {
    if (completed == null) {
      return ", and gets no answer";
    }
    String when = "; at " + SimTime.text(completed.nanos() / 1000 * 1000);
    return switch (completed.ending()) {
      case OK -> when + " gets " + completed.result();
      case FAIL -> when + " fails: " + completed.result();
      case INDETERMINATE -> when + " outcome unknown: " + completed.result();
    };
  }
}
