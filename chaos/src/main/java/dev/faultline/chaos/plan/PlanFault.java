package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.toxic.ToxicSpec;
import dev.faultline.chaos.yaml.Place;
import dev.faultline.core.plan.Selector;
import java.time.Duration;
import java.util.Optional;

/** A fault of a phase. A fault with a duration ends with its phase. */
public sealed interface PlanFault {
  /** The fault's place in the plan. */
  Place place();

  /** A fault of processes. */
  sealed interface OnProcesses extends PlanFault {
    /** Selects the targets to strike. */
    Selector targets();

    /** The role from which targets are chosen; empty for all targets. */
    Optional<String> role();
  }

  /**
   * Sends a signal once.
   *
   * @param restarts whether a target that the plan started is restarted when the phase is over
   */
  record Send(Place place, Selector targets, Optional<String> role, Signal signal, boolean restarts)
      implements OnProcesses {}

  /** Stops the processes until the phase is over. */
  record Pause(Place place, Selector targets, Optional<String> role) implements OnProcesses {}

  /** Limits the processes to a share of a core. */
  record Slow(Place place, Selector targets, Optional<String> role, int percent)
      implements OnProcesses {}

  /**
   * Skews the clocks of JVMs.
   *
   * @param offset of their wall clocks
   * @param rate of all their clocks
   */
  record Skew(Place place, Selector targets, Optional<String> role, Duration offset, double rate)
      implements OnProcesses {}

  /**
   * Makes the disks of the targets faulty.
   *
   * @param restarts whether a target that the plan started, and that ends because of the fault, is
   *     restarted when the phase is over
   */
  record OnDisk(
      Place place, Selector targets, Optional<String> role, DiskFault what, boolean restarts)
      implements OnProcesses {}

  /** Blocks all traffic on the proxies between the chosen and the other targets. */
  record Partition(Place place, Selector targets, Optional<String> role) implements OnProcesses {}

  /** Delays traffic in each direction on the proxies between the chosen and the other targets. */
  record Delay(Place place, Selector targets, Optional<String> role, Duration by)
      implements OnProcesses {}

  /** Takes this much of the machine's memory, and releases it at the end of the phase. */
  record Memory(Place place, long bytes) implements PlanFault {
    /** What it is called in events. */
    String text() {
      return "memory " + (bytes >> 20) + " MB";
    }
  }

  /** A toxic of a proxy. */
  record OnProxy(Place place, String proxy, ToxicSpec toxic) implements PlanFault {}
}
