package dev.faultline.explore.why;

import dev.faultline.explore.story.CausalPast;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which nodes took part in operations whose answers contradict each other: those through which word
 * of the question came to the answer (happened-before, Lamport, CACM 1978). Where those of a later
 * operation had heard of an earlier one in no way, its answer could not know of it.
 */
final class TookPart {
  /** More operations than that explain nothing. */
  private static final int MOST = 6;

  private record Part(TraceEvent.Invoked call, int called, int answered, Set<String> nodes) {}

  private final List<TraceEvent> run;
  private final Set<String> clients = new LinkedHashSet<>();

  private TookPart(List<TraceEvent> run) {
    this.run = run;
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Invoked e) {
        clients.add(e.client());
      }
    }
  }

  /**
   * A line for each operation that was answered; none where fewer than two were, or where the same
   * nodes took part in all.
   */
  static List<String> of(Violation violation, List<TraceEvent> run) {
    return violation.operations().isEmpty()
        ? List.of()
        : new TookPart(run).lines(Set.copyOf(violation.operations()));
  }

  private List<String> lines(Set<Integer> shown) {
    List<Part> parts = parts(shown);
    boolean alike = parts.stream().map(Part::nodes).distinct().count() < 2;
    if (alike || parts.size() > MOST) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      lines.add(line(parts.get(i), parts.subList(0, i)));
    }
    return lines;
  }

  /** In the order of their calls. */
  private List<Part> parts(Set<Integer> shown) {
    Map<Integer, Integer> called = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.Invoked e when shown.contains(e.operation()) ->
            called.put(e.operation(), i);
        case TraceEvent.Completed e
            when e.ending() == TraceEvent.Ending.OK && called.containsKey(e.operation()) -> {
          int call = called.get(e.operation());
          var heard = new CausalPast(run, List.of(i)).heard(call, i, clients);
          parts.add(
              new Part((TraceEvent.Invoked) run.get(call), call, i, new TreeSet<>(heard.keySet())));
        }
        case TraceEvent other -> {}
      }
    }
    parts.sort(Comparator.comparingInt(Part::called));
    return parts;
  }

  private String line(Part part, List<Part> before) {
    String line =
        TraceText.what(part.call())
            + ": "
            + (part.nodes().isEmpty() ? "none" : String.join(", ", part.nodes()));
    List<String> unknown = new ArrayList<>();
    List<String> indirect = new ArrayList<>();
    CausalPast past = new CausalPast(run, List.of(part.answered()));
    for (Part each : before) {
      if (each.answered() >= part.called() || each.nodes().isEmpty() || part.nodes().isEmpty()) {
        continue;
      }
      Map<String, Integer> heard = past.heard(each.called(), each.answered(), clients);
      heard.keySet().retainAll(part.nodes());
      if (heard.isEmpty()) {
        unknown.add("(" + each.call().operation() + ")");
      } else if (Collections.disjoint(each.nodes(), part.nodes())) {
        int first = Collections.min(heard.values());
        indirect.add(
            "; none of them took part in ("
                + each.call().operation()
                + "), and the first word of it was "
                + TraceText.what(run.get(first)));
      }
    }
    if (!unknown.isEmpty()) {
      indirect.addFirst("; none of them had heard of " + String.join(" or ", unknown));
    }
    return line + String.join("", indirect);
  }
}
