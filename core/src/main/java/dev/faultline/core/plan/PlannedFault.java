package dev.faultline.core.plan;

import dev.faultline.core.Checks;
import java.time.Duration;
import java.util.Optional;

/**
 * A fault of a phase: it begins with the phase and is over with it. Whom it strikes is drawn when
 * it begins, from the seed of whoever plays the plan.
 */
public sealed interface PlannedFault {
  /** How many it strikes. */
  Selector members();

  /** Of which role; empty for all members. */
  Optional<String> role();

  /** As plans spell it, such as {@code kill: one db}. */
  default String text() {
    return verb() + ": " + members().text() + role().map(role -> " " + role).orElse("");
  }

  /** The kind of fault, as plans spell it. */
  default String verb() {
    return switch (this) {
      case Kill _ -> "kill";
      case Pause _ -> "pause";
      case Clock _ -> "clock";
      case Partition _ -> "partition";
      case Delay _ -> "delay";
      case SlowDisk _, FullDisk _ -> "disk";
    };
  }

  /**
   * The process ends at once; what it wrote is kept.
   *
   * @param restarts whether it is started again when the phase is over
   */
  record Kill(Selector members, Optional<String> role, boolean restarts) implements PlannedFault {}

  /** It stands still. */
  record Pause(Selector members, Optional<String> role) implements PlannedFault {}

  /**
   * Its clocks are wrong.
   *
   * @param offset of its wall clock
   * @param rate of all its clocks; 1 is right
   */
  record Clock(Selector members, Optional<String> role, Duration offset, double rate)
      implements PlannedFault {}

  /** Nothing passes between those it strikes and all other members, in either direction. */
  record Partition(Selector members, Optional<String> role) implements PlannedFault {}

  /** What passes between those it strikes and all other members takes longer, each way. */
  record Delay(Selector members, Optional<String> role, Duration by) implements PlannedFault {
    public Delay {
      Checks.positiveNanos("by", by);
    }
  }

  /** Reads, writes and syncs of its disk take longer, some such time as this. */
  record SlowDisk(Selector members, Optional<String> role, Duration by) implements PlannedFault {
    public SlowDisk {
      Checks.positiveNanos("by", by);
    }
  }

  /** Its disk has no room. */
  record FullDisk(Selector members, Optional<String> role) implements PlannedFault {}
}
