package dev.faultline.chaos.stage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything passes as it came. */
final class PassStage implements Stage {
  private final SignalQueue passing = new SignalQueue();

  @Override
  public void offer(Signal signal, long nowNanos) {
    passing.add(signal, nowNanos);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    return passing.poll(nowNanos);
  }

  @Override
  public long deadlineNanos() {
    return passing.deadlineNanos();
  }

  @Override
  public long heldBytes() {
    return passing.bytes();
  }

  @Override
  public List<Signal> drain() {
    return passing.drain();
  }
}
