package dev.faultline.sim.fault;

import dev.faultline.core.Fault;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each kind of fault struck, and each change was made, that the program itself asked for.
 */
public final class OwnFaults {
  /** Empty and fixed as long as nothing struck. */
  private SortedMap<String, Integer> counts = Collections.emptySortedMap();

  void add(Fault fault) {
    add(kind(fault));
  }

  /** One more of a kind. */
  public void add(String kind) {
    if (counts.isEmpty()) {
      counts = new TreeMap<>();
    }
    counts.merge(kind, 1, Integer::sum);
  }

  /** By the names of the kinds. */
  public SortedMap<String, Integer> counts() {
    return counts.isEmpty() ? counts : Collections.unmodifiableSortedMap(counts);
  }

  private static String kind(Fault fault) {
    return switch (fault) {
      case Fault.Partition p -> "partition";
      case Fault.LinkLoss l -> "link loss";
      case Fault.LinkDelay d -> "link delay";
      case Fault.Flapping f -> "flapping";
      case Fault.Crash c ->
          switch (c.extent()) {
            case EITHER -> "crash";
            case PROCESS -> "process crash";
            case MACHINE -> "machine crash";
          };
      case Fault.Pause p -> "pause";
      case Fault.Slow s -> "slow";
      case Fault.SendOmission o -> "send omission";
      case Fault.ReceiveOmission o -> "receive omission";
      case Fault.ClockJump j -> "clock jump";
      case Fault.ClockDrift d -> "clock drift";
      case Fault.Arbitrary a -> "arbitrary";
      case Fault.SyncFailure f -> "sync failure";
      case Fault.Disk d -> "disk " + d.trouble().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }
}
