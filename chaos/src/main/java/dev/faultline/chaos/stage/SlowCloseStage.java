package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.SlowClose;

/** Data passes; its end waits. */
final class SlowCloseStage extends QueueStage {
  private final long delayNanos;

  SlowCloseStage(SlowClose toxic) {
    delayNanos = Nanos.ofMillis(toxic.delayMillis());
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    boolean end = signal instanceof Signal.End || signal instanceof Signal.Close;
    pass(signal, end ? Nanos.plus(nowNanos, delayNanos) : nowNanos);
  }
}
