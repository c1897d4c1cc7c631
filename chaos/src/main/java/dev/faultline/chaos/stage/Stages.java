package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic;
import java.util.SplittableRandom;

/** Makes the stage of a toxic. */
public final class Stages {
  private Stages() {}

  /**
   * The stage of {@code toxic} on a connection on which it takes effect now.
   *
   * @param random for what the toxic draws, of this connection and toxic alone
   */
  public static Stage of(Toxic toxic, SplittableRandom random, long nowNanos) {
    return switch (toxic) {
      case Toxic.Latency latency -> new LatencyStage(latency, random);
      case Toxic.Bandwidth bandwidth -> new BandwidthStage(bandwidth);
      case Toxic.SlowClose slowClose -> new SlowCloseStage(slowClose);
      case Toxic.Timeout timeout ->
          new DropStage(
              timeout.timeoutMillis() == 0
                  ? Stage.NEVER
                  : Nanos.plus(nowNanos, Nanos.ofMillis(timeout.timeoutMillis())),
              Signal.CLOSE,
              true);
      case Toxic.ResetPeer reset ->
          new DropStage(
              Nanos.plus(nowNanos, Nanos.ofMillis(reset.timeoutMillis())), Signal.RESET, false);
      case Toxic.Slicer slicer -> new SlicerStage(slicer, random);
      case Toxic.LimitData limit -> new LimitStage(limit, nowNanos);
      case Toxic.Noop noop -> new PassStage();
    };
  }
}
