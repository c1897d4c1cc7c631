package dev.faultline.core.plan;

import dev.faultline.core.Checks;
import java.time.Duration;
import java.util.Optional;

/**
 * A fault of a phase: it starts and ends with the phase. The affected members are drawn when it
 * starts, from the seed of the run.
 */
public sealed interface PlannedFault {
  /** How many members it strikes. */
  Selector members();

  /** The role of the members; empty for all members. */
  Optional<String> role();

  /** The spelling in plans, such as {@code kill: one db}. */
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
   * The process is killed; its written data is kept.
   *
   * @param restarts whether it is started again when the phase is over
   */
  record Kill(Selector members, Optional<String> role, boolean restarts) implements PlannedFault {}

  /** The process is paused. */
  record Pause(Selector members, Optional<String> role) implements PlannedFault {}

  /**
   * The member's clocks are wrong.
   *
   * @param offset of its wall clock
   * @param rate of all its clocks; 1 is right
   */
  record Clock(Selector members, Optional<String> role, Duration offset, double rate)
      implements PlannedFault {}

  /** The struck members are cut off from all others, in both directions. */
  record Partition(Selector members, Optional<String> role) implements PlannedFault {}

  /** Messages between the struck members and all others are delayed, in each direction. */
  record Delay(Selector members, Optional<String> role, Duration by) implements PlannedFault {
    public Delay {
      Checks.positiveNanos("by", by);
    }
  }

  /** Reads, writes and syncs of the member's disk take longer, by about this time. */
  record SlowDisk(Selector members, Optional<String> role, Duration by) implements PlannedFault {
    public SlowDisk {
      Checks.positiveNanos("by", by);
    }
  }

  /** The member's disk is full. */
  record FullDisk(Selector members, Optional<String> role) implements PlannedFault {}
}
