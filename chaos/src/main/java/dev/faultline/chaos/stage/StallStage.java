package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.StreamFault.Stall;

/** Holds everything back, the end and a reset too, until its time is over. */
final class StallStage extends QueueStage {
  private final long untilNanos;

  StallStage(Stall toxic, long nowNanos) {
    untilNanos =
        toxic.durationMillis() == 0
            ? NEVER
            : Nanos.plus(nowNanos, Nanos.ofMillis(toxic.durationMillis()));
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    pass(signal, Math.max(untilNanos, nowNanos));
  }
}
