package dev.faultline.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The decisions of a run that departed from their defaults, in the order in which they were taken.
 * Together with the seed and the rates it determines the run. Not thread-safe.
 */
public final class Tape {
  private final List<Departure> departures = new ArrayList<>();

  public Tape() {}

  public Tape(List<Departure> departures) {
    this.departures.addAll(departures);
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
