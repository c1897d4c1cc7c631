package dev.faultline.explore.tape;

import dev.faultline.core.Fault;
import java.time.Duration;

/** The same faults for other times. */
public final class FaultDurations {
  private FaultDurations() {}

  /** The same fault, lasting so long; one that strikes at a moment stays as it is. */
  public static Fault with(Fault fault, Duration lasting) {
    return switch (fault) {
      case Fault.Partition p -> new Fault.Partition(p.shape(), p.groups(), lasting);
      case Fault.LinkLoss l -> new Fault.LinkLoss(l.from(), l.to(), l.rate(), lasting);
      case Fault.LinkDelay d -> new Fault.LinkDelay(d.from(), d.to(), d.extra(), lasting);
      case Fault.Flapping f -> new Fault.Flapping(f.from(), f.to(), f.down(), f.up(), lasting);
      case Fault.Crash c -> new Fault.Crash(c.node(), lasting, c.extent());
      case Fault.Pause p -> new Fault.Pause(p.node(), lasting);
      case Fault.Slow s -> new Fault.Slow(s.node(), s.perStep(), lasting);
      case Fault.SendOmission o -> new Fault.SendOmission(o.node(), o.rate(), lasting);
      case Fault.ReceiveOmission o -> new Fault.ReceiveOmission(o.node(), o.rate(), lasting);
      case Fault.ClockJump j -> j;
      case Fault.SyncFailure f -> f;
      case Fault.Disk d when d.trouble().lasting() ->
          new Fault.Disk(d.node(), d.trouble(), lasting);
      case Fault.Disk d -> d;
      case Fault.ClockDrift d -> new Fault.ClockDrift(d.node(), d.ppm(), lasting);
      case Fault.Arbitrary a -> new Fault.Arbitrary(a.node(), lasting);
    };
  }
}
