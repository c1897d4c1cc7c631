package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Latency;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Each chunk waits from its own arrival on, so that waiting does not lower the throughput. */
final class LatencyStage implements Stage {
  private final long latencyNanos;
  private final long jitterNanos;
  private final SplittableRandom random;
  private final SignalQueue waiting = new SignalQueue();

  LatencyStage(Latency toxic, SplittableRandom random) {
    latencyNanos = Nanos.ofMillis(toxic.latencyMillis());
    jitterNanos = Math.min(Nanos.ofMillis(toxic.jitterMillis()), Long.MAX_VALUE / 4);
    this.random = random;
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    waiting.add(signal, Nanos.plus(nowNanos, wait(signal)));
  }

  private long wait(Signal signal) {
    if (signal instanceof Signal.Reset) {
      return 0;
    }
    if (jitterNanos == 0) {
      return latencyNanos;
    }
    long drawn = random.nextLong(-jitterNanos, jitterNanos + 1);
    return drawn < 0 ? Math.max(0, latencyNanos + drawn) : Nanos.plus(latencyNanos, drawn);
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
