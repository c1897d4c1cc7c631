package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.StreamFault.Corrupt;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Flips single bits. The distance to the next one is drawn from the geometric distribution, so that
 * bytes which stay as they are cost nothing.
 */
final class CorruptStage extends QueueStage {
  private final double probability;
  private final SplittableRandom random;

  /** How many bytes stay as they are before the next flip. */
  private long untilFlip;

  CorruptStage(Corrupt toxic, SplittableRandom random) {
    probability = toxic.probability();
    this.random = random;
    untilFlip = gap();
  }

  private long gap() {
    if (probability == 0) {
      return Long.MAX_VALUE;
    }
    if (probability == 1) {
      return 0;
    }
    return (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-probability));
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (signal instanceof Signal.Data(ByteBuffer bytes)) {
      flipIn(bytes);
    }
    pass(signal, nowNanos);
  }

  void flipIn(ByteBuffer bytes) {
    int at = bytes.position();
    while (untilFlip < bytes.limit() - at) {
      at += (int) untilFlip;
      bytes.put(at, (byte) (bytes.get(at) ^ (1 << random.nextInt(8))));
      at++;
      untilFlip = gap();
    }
    untilFlip -= bytes.limit() - at;
  }
}
