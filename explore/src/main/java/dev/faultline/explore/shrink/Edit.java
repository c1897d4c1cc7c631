package dev.faultline.explore.shrink;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.FaultDurations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that may make a run simpler. */
sealed interface Edit {
  /** Takes a departure out: the decision falls back to its default. */
  record Delete(Departure departure) implements Edit {}

  /** Puts a departure in: a client or an operation is left out. */
  record Insert(Departure departure) implements Edit {}

  /** Puts another departure in the place of one. */
  record Replace(Departure old, Departure changed) implements Edit {}

  /** Applies all edits to a list of departures. */
  static List<Departure> apply(List<Departure> departures, List<Edit> edits) {
    List<Departure> result = new ArrayList<>(departures);
    for (Edit edit : edits) {
      switch (edit) {
        case Delete(var departure) -> result.remove(departure);
        case Insert(var departure) -> result.add(departure);
        case Replace(var old, var changed) -> {
          int index = result.indexOf(old);
          if (index >= 0) {
            result.set(index, changed);
          }
        }
      }
    }
    return result;
  }

  /** The same fault for half as long, or null when it has no duration to halve. */
  static @Nullable Edit shorter(Departure.Faulted faulted) {
    Duration duration = faulted.fault().duration();
    if (duration.equals(Fault.FOREVER) || duration.compareTo(Duration.ofMillis(1)) < 0) {
      return null;
    }
    Fault shorter = FaultDurations.with(faulted.fault(), duration.dividedBy(2));
    return new Replace(
        faulted, new Departure.Faulted(faulted.subject(), faulted.ordinal(), shorter));
  }
}
