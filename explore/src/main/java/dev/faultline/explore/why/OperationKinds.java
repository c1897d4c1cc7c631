package dev.faultline.explore.why;

import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.user.UserText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations of clients by kind, such as reads and writes, and which are still answered. A
 * refusal is an answer. What was called shortly before the end is not taken for unanswered: shortly
 * is twice as long as the slowest answer of its kind took.
 */
final class OperationKinds {
  /** Operations of one kind. */
  static final class Kind {
    final String name;
    int called;
    int answered;

    /** Where in the run the last one was answered; −1 where none was. */
    int lastAnswer = -1;

    /** Those that ended without an answer since, or did not end in time. */
    int unanswered;

    private long slowest;
    private final List<Integer> withoutAnswer = new ArrayList<>();

    Kind(String name) {
      this.name = name;
    }

    /** Whether several had no answer since the last one that had. */
    boolean stopped() {
      return unanswered > 1;
    }
  }

  private record Call(Kind kind, long nanos) {}

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  OperationKinds(List<TraceEvent> run) {
    Map<Integer, Call> open = new LinkedHashMap<>();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.Invoked e -> {
          Kind kind = kinds.computeIfAbsent(name(e.input()), Kind::new);
          kind.called++;
          open.put(e.operation(), new Call(kind, e.nanos()));
        }
        case TraceEvent.Completed e -> {
          Call call = open.remove(e.operation());
          if (call != null && e.ending() == TraceEvent.Ending.INDETERMINATE) {
            call.kind().withoutAnswer.add(i);
          } else if (call != null) {
            Kind kind = call.kind();
            kind.answered++;
            kind.lastAnswer = i;
            kind.slowest = Math.max(kind.slowest, e.nanos() - call.nanos());
          }
        }
        case TraceEvent other -> {}
      }
    }
    long end = run.isEmpty() ? 0 : run.getLast().nanos();
    for (Call call : open.values()) {
      if (end - call.nanos() > 2 * call.kind().slowest) {
        call.kind().unanswered++;
      }
    }
    for (Kind kind : kinds.values()) {
      kind.unanswered +=
          (int) kind.withoutAnswer.stream().filter(at -> at > kind.lastAnswer).count();
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
