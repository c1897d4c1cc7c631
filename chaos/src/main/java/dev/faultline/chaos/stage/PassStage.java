package dev.faultline.chaos.stage;

/** Everything passes as it came. */
final class PassStage extends QueueStage {
  @Override
  public void offer(Signal signal, long nowNanos) {
    pass(signal, nowNanos);
  }
}
