package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.StreamFault.HalfOpen;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Swallows everything behind the first bytes, as if the receiver had lost its power. */
final class HalfOpenStage extends QueueStage {
  private long left;
  private long passed;
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
      passed += bytes.remaining();
    }
    pass(signal, nowNanos);
  }

  @Override
  public boolean dropsData() {
    return left == 0;
  }

  @Override
  public @Nullable Signal whenRemoved() {
    return swallowed ? Signal.RESET : null;
  }

  /** What is lost stays lost: anything that passed from here on would leave a hole before it. */
  @Override
  public @Nullable Signal whenReplaced() {
    return whenRemoved();
  }

  @Override
  public void succeed(Stage predecessor) {
    if (predecessor instanceof HalfOpenStage before) {
      passed = before.passed;
      left = Math.max(0, left - passed);
    }
  }

  @Override
  public boolean swallowsAll() {
    return left == 0;
  }
}
