package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Latency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each chunk waits from its own arrival on, so that waiting does not lower the throughput. */
final class LatencyStage implements Stage {
  private final LatencyWaits waits;
  private final SignalQueue waiting = new SignalQueue();

  LatencyStage(Latency toxic, StageContext context) {
    waits = new LatencyWaits(toxic, context.random(), context.addedAtNanos());
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    long wait = signal instanceof Signal.Reset ? 0 : waits.nextNanos(nowNanos);
    waiting.add(signal, Nanos.plus(nowNanos, wait));
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    return waiting.poll(nowNanos);
  }

  @Override
  public long deadlineNanos() {
    return waiting.deadlineNanos();
  }

  @Override
  public long heldBytes() {
    return waiting.bytes();
  }

  @Override
  public List<Signal> drain() {
    return waiting.drain();
  }
}
