package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.LimitData;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets exactly so many bytes pass and then closes the connection. */
final class LimitStage implements Stage {
  private final SignalQueue passing = new SignalQueue();
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
      passing.add(signal, nowNanos);
      return;
    }
    if (bytes.remaining() > left) {
      bytes.limit(bytes.position() + (int) left);
    }
    left -= bytes.remaining();
    passing.add(signal, nowNanos);
    closeAtLimit(nowNanos);
  }

  private void closeAtLimit(long nowNanos) {
    if (left == 0) {
      closing = true;
      passing.add(Signal.CLOSE, nowNanos);
    }
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
