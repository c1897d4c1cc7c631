package dev.faultline.explore.why;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.FaultText;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** What a run has besides the adversary's faults, and what cannot be left out one by one. */
final class Given {
  private Given() {}

  static List<String> of(Trials trials) {
    List<String> given = new ArrayList<>();
    List<Fault> taped = new ArrayList<>();
    for (Departure departure : trials.tape().departures()) {
      switch (departure) {
        case Departure.Faulted faulted -> taped.add(faulted.fault());
        case Departure.Struck struck when struck.kind() == Decision.NODE_ABSENT ->
            given.add(name(struck.subject(), trials) + " does not start");
        case Departure other -> {}
      }
    }
    for (TraceEvent event : trials.events) {
      if (event instanceof TraceEvent.FaultBegan(long nanos, Fault fault) && !taped.remove(fault)) {
        given.add("the program's own fault: " + FaultText.of(fault));
      } else if (event instanceof TraceEvent.Remarked(long nanos, String node, String text)
          && node.equals("world")
          && !text.contains(" is left out: ")) {
        given.add("the program's own: " + text);
      }
    }
    return given;
  }

  private static String name(long subject, Trials trials) {
    return trials.finding.replay().nodes().stream()
        .filter(node -> Subjects.node(node) == subject)
        .findFirst()
        .orElse("a node");
  }
}
