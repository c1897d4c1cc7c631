package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.DatagramFault.Loss;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Loses datagrams; with correlation they share the fate of the one before them. */
final class DatagramLoss implements DatagramStage {
  private final Loss toxic;
  private final SplittableRandom random;
  private boolean first = true;
  private boolean lost;

  DatagramLoss(Loss toxic, SplittableRandom random) {
    this.toxic = toxic;
    this.random = random;
  }

  @Override
  public void pass(ByteBuffer bytes, long atNanos, Next next) {
    if (first || random.nextDouble() >= toxic.correlation()) {
      lost = random.nextDouble() < toxic.probability();
    }
    first = false;
    if (!lost) {
      next.take(bytes, atNanos);
    }
  }
}
