package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.StreamFault.LossStall;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** A lost segment, and all behind it, wait for the retransmission; what was before it passes. */
final class LossStallStage extends QueueStage {
  /** Linux gives a connection up after so many (tcp_retries2); here the segment then arrives. */
  private static final int RETRANSMISSIONS_MOST = 15;

  private final LossStall toxic;
  private final SplittableRandom random;

  LossStallStage(LossStall toxic, SplittableRandom random) {
    this.toxic = toxic;
    this.random = random;
  }

  /** How long the next segment waits. */
  private long nextWaitNanos() {
    long sumMillis = 0;
    for (int i = 0; i < RETRANSMISSIONS_MOST && random.nextDouble() < toxic.probability(); i++) {
      sumMillis += Math.min(toxic.timeoutMillis() << i, LossStall.LONGEST_MILLIS);
    }
    return Nanos.ofMillis(sumMillis);
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    switch (signal) {
      case Signal.Data(ByteBuffer bytes) -> offer(bytes, nowNanos);
      case Signal.End end -> pass(end, Nanos.plus(nowNanos, nextWaitNanos()));
      case Signal.Reset reset -> pass(reset, nowNanos);
      case Signal.Close close -> pass(close, nowNanos);
    }
  }

  private void offer(ByteBuffer bytes, long nowNanos) {
    int from = bytes.position();
    long due = nowNanos;
    for (int at = from; at < bytes.limit(); at += LossStall.SEGMENT_BYTES) {
      long wait = nextWaitNanos();
      if (wait > 0) {
        add(bytes, from, at, due);
        from = at;
        due = Math.max(due, Nanos.plus(nowNanos, wait));
      }
    }
    // The last piece is the buffer itself, so that whoever lent it gets it back.
    bytes.position(from);
    if (bytes.hasRemaining()) {
      pass(new Signal.Data(bytes), due);
    }
  }

  private void add(ByteBuffer bytes, int from, int to, long dueNanos) {
    if (to > from) {
      pass(new Signal.Data(bytes.slice(from, to - from)), dueNanos);
    }
  }
}
