package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.toxic.ToxicSpec;
import dev.faultline.chaos.yaml.Place;
import dev.faultline.core.plan.Selector;
import java.time.Duration;
import java.util.Optional;

/** A fault of a phase. A fault with a duration ends with its phase. */
public sealed interface PlanFault {
  /** Where it stands. */
  Place place();

  /** Something is done to processes. */
  sealed interface OnProcesses extends PlanFault {
    /** How many. */
    Selector targets();

    /** Of which role; empty for all targets. */
    Optional<String> role();
  }

  /**
   * A signal, once.
   *
   * @param restarts whether a target that the plan has started is started again when the phase is
   *     over
   */
  record Send(Place place, Selector targets, Optional<String> role, Signal signal, boolean restarts)
      implements OnProcesses {}

  /** They are stopped. */
  record Pause(Place place, Selector targets, Optional<String> role) implements OnProcesses {}

  /** They get a share of a core. */
  record Slow(Place place, Selector targets, Optional<String> role, int percent)
      implements OnProcesses {}

  /**
   * The clocks of JVMs are wrong.
   *
   * @param offset of their wall clocks
   * @param rate of all their clocks
   */
  record Skew(Place place, Selector targets, Optional<String> role, Duration offset, double rate)
      implements OnProcesses {}

  /**
   * Their disks do something wrong.
   *
   * @param restarts whether a target that the plan has started, and that ends by it, is started
   *     again when the phase is over
   */
  record OnDisk(
      Place place, Selector targets, Optional<String> role, DiskFault what, boolean restarts)
      implements OnProcesses {}

  /** Nothing passes the proxies between them and other targets. */
  record Partition(Place place, Selector targets, Optional<String> role) implements OnProcesses {}

  /** What passes the proxies between them and other targets takes longer, each way. */
  record Delay(Place place, Selector targets, Optional<String> role, Duration by)
      implements OnProcesses {}

  /** So much memory of the machine is taken, and given back at the end of the phase. */
  record Memory(Place place, long bytes) implements PlanFault {
    /** What it is called in events. */
    String text() {
      return "memory " + (bytes >> 20) + " MB";
    }
  }

  /** A toxic of a proxy. */
  record OnProxy(Place place, String proxy, ToxicSpec toxic) implements PlanFault {}
}
