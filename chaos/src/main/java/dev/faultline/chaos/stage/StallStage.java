package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.StreamFault.Stall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds everything back, the end and a reset too, until its time is over. */
final class StallStage implements Stage {
  private final long untilNanos;
  private final SignalQueue waiting = new SignalQueue();

  StallStage(Stall toxic, long nowNanos) {
    untilNanos =
        toxic.durationMillis() == 0
            ? NEVER
            : Nanos.plus(nowNanos, Nanos.ofMillis(toxic.durationMillis()));
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    waiting.add(signal, Math.max(untilNanos, nowNanos));
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
