package dev.faultline.explore.tape;

import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The decisions of a run that departed from their defaults, in the order in which they were taken.
 * Together with the seed and the rates it determines the run. Not thread-safe.
 */
public final class Tape {
  /** Kinds whose decisions have no effect once the order of events is chosen. */
  public static final List<Decision> CALM =
      List.of(
          Decision.LATENCY,
          Decision.COPY_LATENCY,
          Decision.TIMER_LATENESS,
          Decision.START_DELAY,
          Decision.CLOCK_OFFSET,
          Decision.SCHEDULE,
          Decision.STORE_SURVIVORS,
          Decision.STORE_ORDER,
          Decision.WRITE_SURVIVES,
          Decision.MONOTONIC_ORIGIN,
          Decision.SYNC_TIME,
          Decision.DISK_TIME,
          Decision.DISK_LOSS,
          Decision.DISK_LOSS_MEASURE,
          Decision.MACHINE_LIVES,
          Decision.WOKEN);

  private final List<Departure> departures = new ArrayList<>();

  private final List<Decision> calm;
  private final EventOrder order;

  /** An empty tape. */
  public Tape() {
    this(List.of(), List.of(), EventOrder.TIME);
  }

  /**
   * A tape with these contents.
   *
   * @param calm kinds of which every decision is the simplest, the number zero, unless a departure
   *     says otherwise
   * @param order who says in which order events happen
   */
  public Tape(List<Departure> departures, List<Decision> calm, EventOrder order) {
    this.departures.addAll(departures);
    this.calm = List.copyOf(calm);
    this.order = order;
  }

  /** Like the other one, where time orders events. */
  public Tape(List<Departure> departures, List<Decision> calm) {
    this(departures, calm, EventOrder.TIME);
  }

  /** Who says in which order events happen. */
  public EventOrder order() {
    return order;
  }

  /** Kinds of which every decision is the simplest. */
  public List<Decision> calm() {
    return calm;
  }

  public Tape withDepartures(List<Departure> departures) {
    return new Tape(departures, calm, order);
  }

  public Tape withCalm(List<Decision> calm) {
    return new Tape(departures, calm, order);
  }

  public void add(Departure departure) {
    departures.add(departure);
  }

  /** A read-only view. */
  public List<Departure> departures() {
    return Collections.unmodifiableList(departures);
  }

  /** The faults among the departures, in order. */
  public List<Departure.Faulted> faults() {
    return departures.stream()
        .filter(Departure.Faulted.class::isInstance)
        .map(Departure.Faulted.class::cast)
        .toList();
  }
}
