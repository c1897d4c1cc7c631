package dev.faultline.explore.why;

import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What nodes that say their state said last. */
final class LastStates {
  private LastStates() {}

  private record State(long sinceNanos, String text) {}

  /** A line for each node that is up and says something, up to the violation. */
  static List<String> of(List<TraceEvent> run) {
    Map<String, State> states = new LinkedHashMap<>();
    for (TraceEvent event : run) {
      switch (event) {
        case TraceEvent.Described e -> states.put(e.node(), new State(e.nanos(), e.text()));
        case TraceEvent.Crashed e -> states.remove(e.node());
        case TraceEvent other -> {}
      }
    }
    List<String> lines = new ArrayList<>();
    states.forEach((node, state) -> {
      if (!state.text.isEmpty()) {
        lines.add(node + ": " + state.text + ", since " + InTheWay.time(state.sinceNanos));
      }
    });
    return lines;
  }
}
