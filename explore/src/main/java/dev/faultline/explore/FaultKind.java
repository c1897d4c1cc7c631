package dev.faultline.explore;

import dev.faultline.core.DiskTrouble;
import dev.faultline.core.FailureModel;
import dev.faultline.core.Fault;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.FaultView;
import org.jspecify.annotations.Nullable;

/** The kinds of faults that a strategy draws from. */
public enum FaultKind {
  /** A network partition. */
  PARTITION,
  /** One direction of one link loses messages. */
  LINK_LOSS,
  /** One direction of one link is slow. */
  LINK_DELAY,
  /** One direction of one link is cut and restored repeatedly. */
  FLAPPING,
  /** A node stops, and comes back where the model has recovery. */
  CRASH,
  /** A node pauses. */
  PAUSE,
  /** A node takes long for each step. */
  SLOW,
  /** A node fails to send. */
  SEND_OMISSION,
  /** A node fails to receive. */
  RECEIVE_OMISSION,
  /** A wall clock jumps. */
  CLOCK_JUMP,
  /** A node's clocks run fast or slow. */
  CLOCK_DRIFT,
  /** A node lies. */
  ARBITRARY,
  /** A sync fails. */
  SYNC_FAILURE,
  /** A read of a file fails. */
  DISK_READ_ERROR(DiskTrouble.READ_ERROR),
  /** A write to a file fails. */
  DISK_WRITE_ERROR(DiskTrouble.WRITE_ERROR),
  /** A read or write moves half of its bytes. */
  DISK_SHORT_TRANSFER(DiskTrouble.SHORT_TRANSFER),
  /** A disk is full for a while. */
  DISK_FULL(DiskTrouble.FULL),
  /** A disk is slow for a while. */
  DISK_SLOW(DiskTrouble.SLOW),
  /** A bit of a file flips. */
  DISK_BIT_ROT(DiskTrouble.BIT_ROT),
  /** Sectors of a file cannot be read any more. */
  DISK_LATENT_ERROR(DiskTrouble.LATENT_ERROR),
  /** A write goes nowhere. */
  DISK_LOST_WRITE(DiskTrouble.LOST_WRITE),
  /** A write goes elsewhere. */
  DISK_MISDIRECTED_WRITE(DiskTrouble.MISDIRECTED_WRITE),
  /** For a while no call on files returns. */
  DISK_HANG(DiskTrouble.HANG),
  /** A disk cannot be written for a while. */
  DISK_READ_ONLY(DiskTrouble.READ_ONLY),
  /** Syncs find no room for a while. */
  DISK_FULL_AT_SYNC(DiskTrouble.FULL_AT_SYNC),
  /** A read returns a flipped bit. */
  DISK_FLIPPED_READ(DiskTrouble.FLIPPED_READ),
  /** A write is seen until the machine crashes. */
  DISK_STALE_WRITE(DiskTrouble.STALE_WRITE);

  private final @Nullable DiskTrouble trouble;

  FaultKind() {
    this(null);
  }

  FaultKind(@Nullable DiskTrouble trouble) {
    this.trouble = trouble;
  }

  /** The kind of a fault. */
  public static FaultKind of(Fault fault) {
    return switch (fault) {
      case Fault.Partition partition -> PARTITION;
      case Fault.LinkLoss loss -> LINK_LOSS;
      case Fault.LinkDelay delay -> LINK_DELAY;
      case Fault.Flapping flapping -> FLAPPING;
      case Fault.Crash crash -> CRASH;
      case Fault.Pause pause -> PAUSE;
      case Fault.Slow slow -> SLOW;
      case Fault.SendOmission omission -> SEND_OMISSION;
      case Fault.ReceiveOmission omission -> RECEIVE_OMISSION;
      case Fault.ClockJump jump -> CLOCK_JUMP;
      case Fault.ClockDrift drift -> CLOCK_DRIFT;
      case Fault.Arbitrary arbitrary -> ARBITRARY;
      case Fault.SyncFailure f -> SYNC_FAILURE;
      case Fault.Disk disk -> of(disk.trouble());
    };
  }

  private static FaultKind of(DiskTrouble trouble) {
    for (FaultKind kind : values()) {
      if (kind.trouble == trouble) {
        return kind;
      }
    }
    throw new AssertionError("no kind of fault is " + trouble);
  }

  /** The trouble of a disk that it is; null for other kinds. */
  public @Nullable DiskTrouble trouble() {
    return trouble;
  }

  /** Whether the model allows faults of this kind at all. */
  public boolean possible(SystemModel model) {
    FailureModel failures = model.failures();
    boolean failing = failures.maxFaulty() > 0;
    boolean untimed = !(model.synchrony() instanceof Synchrony.Synchronous);
    return switch (this) {
      case PARTITION, FLAPPING, PAUSE, SLOW, CLOCK_JUMP -> untimed;
      case LINK_LOSS -> model.links().loss();
      case LINK_DELAY -> true;
      case CRASH -> failing;
      case SEND_OMISSION, RECEIVE_OMISSION ->
          failing && failures.kind().compareTo(FailureModel.Kind.OMISSION) >= 0;
      case CLOCK_DRIFT ->
          untimed
              || model.synchrony() instanceof Synchrony.Synchronous(var delay, var slow, var ppm)
                  && ppm > 0;
      case SYNC_FAILURE -> model.disk().syncFailures();
      case DISK_READ_ERROR,
          DISK_WRITE_ERROR,
          DISK_SHORT_TRANSFER,
          DISK_FULL,
          DISK_SLOW,
          DISK_BIT_ROT,
          DISK_LATENT_ERROR,
          DISK_LOST_WRITE,
          DISK_MISDIRECTED_WRITE,
          DISK_HANG,
          DISK_READ_ONLY,
          DISK_FULL_AT_SYNC,
          DISK_FLIPPED_READ,
          DISK_STALE_WRITE ->
          trouble != null
              && model.disk().troubles().contains(trouble)
              && (!trouble.damaging() || model.disk().maxDamaged() > 0);
      case ARBITRARY -> failing && failures.kind() == FailureModel.Kind.ARBITRARY;
    };
  }

  public boolean possible(FaultView view) {
    return possible(view.model())
        && (this != ARBITRARY || view.nodes().stream().anyMatch(view::hasTwin));
  }
}
