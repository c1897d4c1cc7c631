package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.SlowClose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Data passes; its end waits. */
final class SlowCloseStage implements Stage {
  private final long delayNanos;
  private final SignalQueue passing = new SignalQueue();

  SlowCloseStage(SlowClose toxic) {
    delayNanos = Nanos.ofMillis(toxic.delayMillis());
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    boolean end = signal instanceof Signal.End || signal instanceof Signal.Close;
    passing.add(signal, end ? Nanos.plus(nowNanos, delayNanos) : nowNanos);
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
