package dev.faultline.sim.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keeps everything that happens in one world, for tests that ask afterwards. It grows with the run:
 * for long ones write a {@link Tracer} that keeps what matters.
 */
public final class RecordedTrace implements Tracer {
  private final List<TraceEvent> events = new ArrayList<>();

  @Override
  public void on(TraceEvent event) {
    events.add(event);
  }

  /** All events so far, in order; read only. */
  public List<TraceEvent> events() {
    return Collections.unmodifiableList(events);
  }

  /** The events of one kind, in order. */
  public <E extends TraceEvent> List<E> of(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
