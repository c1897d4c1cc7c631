package dev.faultline.explore;

import dev.faultline.sim.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The decisions of a run that departed from their defaults, in the order in which they were taken.
 * Together with the seed and the rates it determines the run. Not thread-safe.
 */
public final class Tape {
  private final List<Departure> departures = new ArrayList<>();

  private final List<Decision> calm;

  /** An empty tape. */
  public Tape() {
    this.calm = List.of();
  }

  /**
   * A tape with these contents.
   *
   * @param calm kinds of which every decision is the simplest, the number zero, unless a departure
   *     says otherwise
   */
  public Tape(List<Departure> departures, List<Decision> calm) {
    this.departures.addAll(departures);
    this.calm = List.copyOf(calm);
  }

  /** Kinds of which every decision is the simplest. */
  public List<Decision> calm() {
    return calm;
  }

  Tape withDepartures(List<Departure> departures) {
    return new Tape(departures, calm);
  }

  Tape withCalm(List<Decision> calm) {
    return new Tape(departures, calm);
  }

  void add(Departure departure) {
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
