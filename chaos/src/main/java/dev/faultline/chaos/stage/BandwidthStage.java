package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Bandwidth;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A wire of limited rate: each byte takes its time on the wire, and what arrives meanwhile waits.
 * Data goes on in pieces of at most a tenth of a second.
 */
final class BandwidthStage extends PieceStage {
  /** How late a piece may be fetched without the wire's having stood idle meanwhile. */
  private static final long LATE_MOST_NANOS = 100_000_000;

  private final long bytesPerSecond;
  private final int pieceBytes;
  private long wireFreeAtNanos;

  BandwidthStage(Bandwidth toxic) {
    long rate = toxic.kilobytesPerSecond();
    bytesPerSecond = rate > Long.MAX_VALUE / 1_000 ? Long.MAX_VALUE : rate * 1_000;
    pieceBytes = (int) Math.clamp(bytesPerSecond / 10, 1, 1 << 20);
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (head() == null) {
      wireFreeAtNanos = Math.max(wireFreeAtNanos, nowNanos);
    }
    super.offer(signal, nowNanos);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    long dueNanos = deadlineNanos();
    if (dueNanos == NEVER || dueNanos > nowNanos) {
      return null;
    }
    // A receiver that took nothing for long does not get it all at once afterwards.
    wireFreeAtNanos = Math.max(dueNanos, nowNanos - LATE_MOST_NANOS);
    return take(pieceBytes);
  }

  @Override
  public long deadlineNanos() {
    Signal head = head();
    if (head == null) {
      return NEVER;
    }
    if (!(head instanceof Signal.Data(ByteBuffer bytes))) {
      // What has no length takes no time, but waits for the data before it.
      return wireFreeAtNanos;
    }
    return bytesPerSecond == 0
        ? NEVER
        : Nanos.plus(wireFreeAtNanos, onWire(Math.min(pieceBytes, bytes.remaining())));
  }

  private long onWire(int length) {
    return (long) Math.ceil(length * 1e9 / bytesPerSecond);
  }
}
