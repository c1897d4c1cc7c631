package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.LimitData;
import java.nio.ByteBuffer;

/** Lets exactly so many bytes pass and then closes the connection. */
final class LimitStage extends QueueStage {
  private long left;
  private long passed;
  private final long begunNanos;
  private boolean closing;

  LimitStage(LimitData toxic, long nowNanos) {
    left = toxic.bytes();
    begunNanos = nowNanos;
    closeAtLimit(nowNanos);
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (closing) {
      return;
    }
    if (!(signal instanceof Signal.Data(ByteBuffer bytes))) {
      pass(signal, nowNanos);
      return;
    }
    if (bytes.remaining() > left) {
      bytes.limit(bytes.position() + (int) left);
    }
    left -= bytes.remaining();
    passed += bytes.remaining();
    pass(signal, nowNanos);
    closeAtLimit(nowNanos);
  }

  @Override
  public boolean dropsData() {
    return closing;
  }

  @Override
  public void succeed(Stage predecessor) {
    if (predecessor instanceof LimitStage before && !closing) {
      passed = before.passed;
      left = Math.max(0, left - passed);
      closeAtLimit(begunNanos);
    }
  }

  private void closeAtLimit(long nowNanos) {
    if (left == 0) {
      closing = true;
      pass(Signal.CLOSE, nowNanos);
    }
  }
}
