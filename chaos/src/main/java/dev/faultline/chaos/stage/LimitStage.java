package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.LimitData;
import java.nio.ByteBuffer;

/** Lets exactly so many bytes pass and then closes the connection. */
final class LimitStage extends QueueStage {
  private long left;
  private boolean closing;

  LimitStage(LimitData toxic, long nowNanos) {
    left = toxic.bytes();
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
    pass(signal, nowNanos);
    closeAtLimit(nowNanos);
  }

  private void closeAtLimit(long nowNanos) {
    if (left == 0) {
      closing = true;
      pass(Signal.CLOSE, nowNanos);
    }
  }
}
