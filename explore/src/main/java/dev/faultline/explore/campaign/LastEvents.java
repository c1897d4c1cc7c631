package dev.faultline.explore.campaign;

import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Keeps the faults of a run and its last events. */
public final class LastEvents implements Tracer {
  private static final int KEPT = 40;

  private final List<TraceEvent.FaultBegan> faults = new ArrayList<>();
  private final ArrayDeque<TraceEvent> events = new ArrayDeque<>(KEPT);

  @Override
  public void on(TraceEvent event) {
    if (event instanceof TraceEvent.FaultBegan fault) {
      faults.add(fault);
    }
    if (events.size() == KEPT) {
      events.removeFirst();
    }
    events.add(event);
  }

  public List<TraceEvent.FaultBegan> faults() {
    return List.copyOf(faults);
  }

  public List<TraceEvent> events() {
    return List.copyOf(events);
  }
}
