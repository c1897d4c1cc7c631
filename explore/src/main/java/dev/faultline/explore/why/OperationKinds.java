package dev.faultline.explore.why;

import dev.faultline.sim.run.UserText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operations of clients by kind, such as reads and writes, and which are still answered. */
final class OperationKinds {
  /** Operations of one kind. */
  static final class Kind {
    final String name;
    int called;
    int answered;

    /** Where in the run the last one was answered; −1 where none was. */
    int lastAnswer = -1;

    /** Those called since. */
    int calledSince;

    Kind(String name) {
      this.name = name;
    }

    /** Whether several were called since the last answer and none of them was answered. */
    boolean stopped() {
      return calledSince > 1;
    }
  }

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  OperationKinds(List<TraceEvent> run) {
    Map<Integer, Kind> called = new LinkedHashMap<>();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.Invoked e -> {
          Kind kind = kinds.computeIfAbsent(name(e.input()), Kind::new);
          kind.called++;
          kind.calledSince++;
          called.put(e.operation(), kind);
        }
        case TraceEvent.Completed e when e.ending() == TraceEvent.Ending.OK -> {
          Kind kind = called.get(e.operation());
          if (kind != null) {
            kind.answered++;
            kind.lastAnswer = i;
            kind.calledSince = 0;
          }
        }
        case TraceEvent other -> {}
      }
    }
  }

  /** In the order of their first calls. */
  List<Kind> all() {
    return List.copyOf(kinds.values());
  }

  /** The name of an operation: a record's own, or the first word of its text. */
  private static String name(Object input) {
    if (input instanceof Record) {
      return input.getClass().getSimpleName();
    }
    String text = UserText.of(input).strip();
    int end = 0;
    while (end < text.length()
        && (Character.isLetter(text.charAt(end)) || text.charAt(end) == '-')) {
      end++;
    }
    return end == 0 ? "operation" : text.substring(0, end);
  }
}
