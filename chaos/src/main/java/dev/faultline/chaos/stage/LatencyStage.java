package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Latency;

/** Each chunk waits from its own arrival on, so that waiting does not lower the throughput. */
final class LatencyStage extends QueueStage {
  private final LatencyWaits waits;

  LatencyStage(Latency toxic, StageContext context) {
    waits = new LatencyWaits(toxic, context.random(), context.addedAtNanos());
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    long wait = signal instanceof Signal.Reset ? 0 : waits.nextNanos(nowNanos);
    pass(signal, Nanos.plus(nowNanos, wait));
  }
}
