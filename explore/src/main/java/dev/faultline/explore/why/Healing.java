package dev.faultline.explore.why;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.AlignedAdversary;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.FaultDurations;
import dev.faultline.sim.adversary.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs in which the adversary gives up earlier. */
final class Healing {
  private Healing() {}

  /**
   * The departures of a run that is as it was up to a time, and in which no fault is active or
   * strikes from then on. Delays and the like stay, since they are no faults; so does who was left
   * out, and a process that crashed for good.
   */
  static List<Departure> at(List<AlignedAdversary.Timed> timed, long nanos) {
    List<Departure> left = new ArrayList<>();
    for (AlignedAdversary.Timed each : timed) {
      switch (each.departure()) {
        case Departure.Chosen chosen -> left.add(chosen);
        case Departure.Struck struck -> {
          // Only what became of messages is a fault: who was left out stays out, and threads go on
          // taking turns as they did.
          if (each.nanos() < nanos || struck.kind().role() != Decision.Role.MESSAGE) {
            left.add(struck);
          }
        }
        case Departure.Faulted faulted -> {
          Departure cut = each.nanos() < nanos ? cut(faulted, nanos - each.nanos()) : null;
          if (cut != null) {
            left.add(cut);
          }
        }
      }
    }
    return left;
  }

  private static @Nullable Departure cut(Departure.Faulted faulted, long most) {
    Fault fault = faulted.fault();
    Duration lasts = fault.duration();
    boolean forGood = fault instanceof Fault.Crash && lasts.equals(Fault.FOREVER);
    if (forGood || lasts.isZero() || lasts.compareTo(Duration.ofNanos(most)) <= 0) {
      return faulted;
    }
    return new Departure.Faulted(
        faulted.subject(), faulted.ordinal(), FaultDurations.with(fault, Duration.ofNanos(most)));
  }
}
