package dev.faultline.explore.why;

import dev.faultline.core.Fault;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.Finding;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the faults of a run do to the program, in kinds: a paused node, a slow one and a slow link
 * all make it late, and it does not matter to a lost message whether a partition took it.
 */
final class Effects {
  /** Of more kinds of lost messages none is the one that matters. */
  private static final int MOST_LOST = 3;

  /** Of a run without faults. */
  static final String NONE = "delays and the order of events alone";

  private static final String LATE = "something is late";
  private static final String LOST = "messages are lost";

  private final SortedSet<String> lost = new TreeSet<>();
  private final SortedSet<String> others = new TreeSet<>();
  private boolean taken;

  /**
   * The effects of a run.
   *
   * @param small the finding
   * @param run all its events
   */
  Effects(Finding small, List<TraceEvent> run) {
    for (TraceEvent event : run) {
      switch (event) {
        case TraceEvent.FaultBegan(var nanos, var fault) -> fault(fault);
        case TraceEvent.Lost e when e.reason() != TraceEvent.LossReason.RECEIVER_DOWN ->
            lost.add(Kinds.message(e.message()) + Kinds.link(e.from(), e.to()) + " is lost");
        case TraceEvent.Duplicated e ->
            others.add(
                Kinds.message(e.message()) + Kinds.link(e.from(), e.to()) + " is duplicated");
        case TraceEvent other -> {}
      }
    }
    for (Departure departure : small.replay().tape().departures()) {
      if (departure instanceof Departure.Struck(var kind, var subject, var ordinal)) {
        if (kind == Decision.LIE) {
          others.add("a message lies");
        } else if (kind == Decision.LOSS) {
          taken = true;
        }
      }
    }
  }

  private void fault(Fault fault) {
    switch (fault) {
      case Fault.Partition p -> taken = true;
      case Fault.LinkLoss l -> taken = true;
      case Fault.Flapping f -> taken = true;
      case Fault.SendOmission o -> taken = true;
      case Fault.ReceiveOmission o -> taken = true;
      case Fault.LinkDelay d -> others.add(LATE);
      case Fault.Pause p -> others.add(LATE);
      case Fault.Slow s -> others.add(LATE);
      case Fault.Crash c -> others.add("crash of " + Kinds.role(c.node()));
      case Fault.ClockJump j -> others.add("wrong clock of " + Kinds.role(j.node()));
      case Fault.ClockDrift d -> others.add("wrong clock of " + Kinds.role(d.node()));
      case Fault.SyncFailure f -> others.add(words(fault) + Kinds.role(f.node()));
      case Fault.Disk d -> others.add(words(fault) + Kinds.role(d.node()));
      case Fault.Arbitrary a -> others.add(words(fault) + Kinds.role(a.node()));
    }
  }

  private static String words(Fault fault) {
    return FaultKind.of(fault).name().toLowerCase(Locale.ROOT).replace('_', ' ') + " of ";
  }

  /**
   * A phrase each, in a fixed order.
   *
   * @param whichLost whether it matters which messages are lost
   */
  List<String> phrases(boolean whichLost) {
    List<String> phrases = new ArrayList<>(others);
    if (whichLost && !lost.isEmpty() && lost.size() <= MOST_LOST) {
      phrases.addAll(lost);
    } else if (!lost.isEmpty()) {
      phrases.add(LOST);
    } else if (taken && !phrases.contains(LATE)) {
      // Where links lose nothing, what cuts them makes late.
      phrases.add(LATE);
    }
    if (phrases.isEmpty()) {
      phrases.add(NONE);
    }
    return phrases;
  }
}
