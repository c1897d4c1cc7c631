package dev.faultline.explore.story;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a run lost: those that a fault took are counted with the fault, and all others
 * that a link lost for one reason in one go are one line.
 */
public final class StoryLosses {
  private static final long ONE_GO_NANOS = 1_000_000_000L;

  /**
   * Messages that were lost in one go.
   *
   * @param first place of the first one in the run
   */
  record Lost(int first, long untilNanos, int count, TraceEvent.Lost example) {
    String text() {
      return count == 1
          ? TraceText.what(example)
          : example.from()
              + " -> "
              + example.to()
              + " "
              + count
              + " messages lost ("
              + TraceText.word(example.reason())
              + ") until "
              + SimTime.text(untilNanos / 1000 * 1000);
    }
  }

  private record Way(String from, String to, LossReason reason) {}

  private final Map<Way, List<Lost>> ways = new LinkedHashMap<>();
  private final Map<TraceEvent.FaultBegan, List<TraceEvent.Lost>> byFault = new IdentityHashMap<>();

  /** Those of a run, given all its events. */
  public StoryLosses(List<TraceEvent> run) {
    Set<String> started = new LinkedHashSet<>();
    List<TraceEvent.FaultBegan> active = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.Started e -> started.add(e.node());
        case TraceEvent.FaultBegan e -> active.addFirst(e);
        case TraceEvent.FaultEnded e -> removeOldest(active, e.fault());
        case TraceEvent.Lost e -> {
          TraceEvent.FaultBegan fault = cause(active, e);
          if (fault != null) {
            byFault.computeIfAbsent(fault, each -> new ArrayList<>()).add(e);
          } else if (started.contains(e.to())) {
            // What is sent to a node before it first comes up gets lost in every run.
            add(i, e);
          }
        }
        case TraceEvent other -> {}
      }
    }
  }

  private static void removeOldest(List<TraceEvent.FaultBegan> active, Fault fault) {
    for (int i = active.size() - 1; i >= 0; i--) {
      if (active.get(i).fault().equals(fault)) {
        active.remove(i);
        return;
      }
    }
  }

  private static TraceEvent.@Nullable FaultBegan cause(
      List<TraceEvent.FaultBegan> active, TraceEvent.Lost lost) {
    for (TraceEvent.FaultBegan each : active) {
      boolean takes =
          switch (lost.reason()) {
            case CUT -> cuts(each.fault(), lost);
            case NETWORK -> between(each.fault(), lost);
            case RECEIVER_DOWN ->
                each.fault() instanceof Fault.Crash crash && crash.node().equals(lost.to());
            case SEND_OMISSION ->
                each.fault() instanceof Fault.SendOmission o && o.node().equals(lost.from());
            case RECEIVE_OMISSION ->
                each.fault() instanceof Fault.ReceiveOmission o && o.node().equals(lost.to());
            case CORRUPTED, QUEUE_FULL, BY_HAND -> false;
          };
      if (takes) {
        return each;
      }
    }
    return null;
  }

  private static boolean cuts(Fault fault, TraceEvent.Lost lost) {
    return fault instanceof Fault.Partition p
        ? p.shape().cuts(p.groups(), lost.from(), lost.to())
        : between(fault, lost);
  }

  private static boolean between(Fault fault, TraceEvent.Lost lost) {
    return switch (fault) {
      case Fault.Flapping f -> lost.from().equals(f.from()) && lost.to().equals(f.to());
      case Fault.LinkLoss l -> lost.from().equals(l.from()) && lost.to().equals(l.to());
      case Fault other -> false;
    };
  }

  private void add(int place, TraceEvent.Lost e) {
    List<Lost> goes =
        ways.computeIfAbsent(new Way(e.from(), e.to(), e.reason()), way -> new ArrayList<>());
    if (!goes.isEmpty() && e.nanos() - goes.getLast().untilNanos() < ONE_GO_NANOS) {
      Lost last = goes.removeLast();
      goes.add(new Lost(last.first(), e.nanos(), last.count() + 1, last.example()));
    } else {
      goes.add(new Lost(place, e.nanos(), 1, e));
    }
  }

  /**
   * Which messages the fault took, or how many: a phrase that follows the fault; empty where it
   * took none.
   */
  public String takenBy(TraceEvent.FaultBegan fault) {
    List<TraceEvent.Lost> taken = byFault.getOrDefault(fault, List.of());
    return switch (taken.size()) {
      case 0 -> "";
      case 1 -> "; it takes " + name(taken.getFirst());
      case 2 -> "; it takes " + name(taken.getFirst()) + " and " + name(taken.getLast());
      default -> "; it takes " + taken.size() + " messages, the first " + name(taken.getFirst());
    };
  }

  private static String name(TraceEvent.Lost lost) {
    return TraceText.message(
        new TraceEvent.Sent(lost.nanos(), lost.from(), lost.to(), lost.ordinal(), lost.message()));
  }

  /** All that no fault took. */
  List<Lost> others() {
    return ways.values().stream().flatMap(List::stream).toList();
  }
}
