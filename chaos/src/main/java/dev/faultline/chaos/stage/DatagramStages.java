package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Makes the stage of a toxic of datagrams. */
public final class DatagramStages {
  private DatagramStages() {}

  /** The stage of {@code toxic} for a client for which it takes effect now. */
  public static DatagramStage of(Toxic toxic, StageContext context) {
    SplittableRandom random = context.random();
    return switch (toxic) {
      case Toxic.Noop noop -> (bytes, at, next) -> next.take(bytes, at);
      case Toxic.Latency latency -> {
        LatencyWaits waits = new LatencyWaits(latency, random, context.addedAtNanos());
        yield (bytes, at, next) -> next.take(bytes, Nanos.plus(at, waits.nextNanos(at)));
      }
      case Toxic.Bandwidth bandwidth ->
          new DatagramWire(bandwidth, bandwidth.shared() ? context.wire() : new Wire());
      case StreamFault.Corrupt corrupt -> corrupt(new CorruptStage(corrupt, random));
      case DatagramFault.Loss loss -> new DatagramLoss(loss, random);
      case DatagramFault.Duplicate(double probability) ->
          (bytes, at, next) -> {
            boolean twice = random.nextDouble() < probability;
            ByteBuffer copy = twice ? copyOf(bytes) : bytes;
            next.take(bytes, at);
            if (twice) {
              next.take(copy, at);
            }
          };
      case DatagramFault.Reorder(double probability, long delayMillis) ->
          (bytes, at, next) ->
              next.take(
                  bytes,
                  random.nextDouble() < probability
                      ? Nanos.plus(at, Nanos.ofMillis(delayMillis))
                      : at);
      case Toxic other ->
          throw new IllegalArgumentException(other.type() + " does nothing to datagrams");
    };
  }

  private static DatagramStage corrupt(CorruptStage flips) {
    return (bytes, at, next) -> {
      flips.flipIn(bytes);
      next.take(bytes, at);
    };
  }

  private static ByteBuffer copyOf(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    copy.put(bytes.duplicate()).flip();
    return copy;
  }
}
