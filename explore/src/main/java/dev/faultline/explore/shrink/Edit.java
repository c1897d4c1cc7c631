package dev.faultline.explore.shrink;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.Departure;
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
    Fault shorter = withDuration(faulted.fault(), duration.dividedBy(2));
    return new Replace(
        faulted, new Departure.Faulted(faulted.subject(), faulted.ordinal(), shorter));
  }

  private static Fault withDuration(Fault fault, Duration lasting) {
    return switch (fault) {
      case Fault.Partition p -> new Fault.Partition(p.shape(), p.groups(), lasting);
      case Fault.LinkLoss l -> new Fault.LinkLoss(l.from(), l.to(), l.rate(), lasting);
      case Fault.LinkDelay d -> new Fault.LinkDelay(d.from(), d.to(), d.extra(), lasting);
      case Fault.Flapping f -> new Fault.Flapping(f.from(), f.to(), f.down(), f.up(), lasting);
      case Fault.Crash c -> new Fault.Crash(c.node(), lasting);
      case Fault.Pause p -> new Fault.Pause(p.node(), lasting);
      case Fault.Slow s -> new Fault.Slow(s.node(), s.perStep(), lasting);
      case Fault.SendOmission o -> new Fault.SendOmission(o.node(), o.rate(), lasting);
      case Fault.ReceiveOmission o -> new Fault.ReceiveOmission(o.node(), o.rate(), lasting);
      case Fault.ClockJump j -> j;
      case Fault.SyncFailure f -> f;
      case Fault.ClockDrift d -> new Fault.ClockDrift(d.node(), d.ppm(), lasting);
      case Fault.Arbitrary a -> new Fault.Arbitrary(a.node(), lasting);
    };
  }
}
