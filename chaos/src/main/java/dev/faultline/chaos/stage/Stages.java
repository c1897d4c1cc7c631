package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;

/** Makes the stage of a toxic. */
public final class Stages {
  private Stages() {}

  /** The stage of {@code toxic} on a connection on which it takes effect now. */
  public static Stage of(Toxic toxic, StageContext context) {
    long now = context.nowNanos();
    return switch (toxic) {
      case Toxic.Latency latency -> new LatencyStage(latency, context);
      case Toxic.Bandwidth bandwidth ->
          bandwidth.shared()
              ? new SharedBandwidthStage(bandwidth, context.wire())
              : new BandwidthStage(bandwidth);
      case Toxic.SlowClose slowClose -> new SlowCloseStage(slowClose);
      case Toxic.Timeout timeout ->
          new DropStage(
              now,
              timeout.timeoutMillis() == 0 ? Stage.NEVER : Nanos.ofMillis(timeout.timeoutMillis()),
              Signal.CLOSE,
              true);
      case Toxic.ResetPeer reset ->
          new DropStage(now, Nanos.ofMillis(reset.timeoutMillis()), Signal.RESET, false);
      case Toxic.Slicer slicer -> new SlicerStage(slicer, context.random());
      case Toxic.LimitData limit -> new LimitStage(limit, now);
      case Toxic.Noop noop -> new PassStage();
      case StreamFault.Stall stall -> new StallStage(stall, now);
      case StreamFault.HalfOpen halfOpen -> new HalfOpenStage(halfOpen);
      case StreamFault.Corrupt corrupt -> new CorruptStage(corrupt, context.random());
      case StreamFault.LossStall loss -> new LossStallStage(loss, context.random());
      case ConnectFault fault -> throw notOfBytes(fault);
      case DatagramFault fault -> throw notOfBytes(fault);
      case HttpFault fault -> throw notOfBytes(fault);
    };
  }

  private static IllegalArgumentException notOfBytes(Toxic toxic) {
    return new IllegalArgumentException(toxic.type() + " does nothing to the bytes of a stream");
  }
}
