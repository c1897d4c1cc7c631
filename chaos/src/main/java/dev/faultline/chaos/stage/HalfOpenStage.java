package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.StreamFault.HalfOpen;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Swallows everything behind the first bytes, as if the receiver had lost its power. */
final class HalfOpenStage implements Stage {
  private final SignalQueue passing = new SignalQueue();
  private long left;
  private boolean swallowed;

  HalfOpenStage(HalfOpen toxic) {
    left = toxic.afterBytes();
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (left == 0) {
      swallowed = true;
      return;
    }
    if (signal instanceof Signal.Data(ByteBuffer bytes)) {
      if (bytes.remaining() > left) {
        swallowed = true;
        bytes.limit(bytes.position() + (int) left);
      }
      left -= bytes.remaining();
    }
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

  @Override
  public @Nullable Signal whenRemoved() {
    return swallowed ? Signal.RESET : null;
  }

  @Override
  public boolean swallowsAll() {
    return left == 0;
  }
}
