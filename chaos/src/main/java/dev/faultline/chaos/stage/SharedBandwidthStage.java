package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Bandwidth;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes take their time on a wire that other connections use too, in turn, a small piece each. */
final class SharedBandwidthStage extends PieceStage {
  private static final int PIECES_PER_SECOND = 200;
  private static final long NOT_RESERVED = -1;

  private final Wire wire;
  private final long bytesPerSecond;
  private final int pieceBytes;
  private long dueNanos = NOT_RESERVED;

  SharedBandwidthStage(Bandwidth toxic, Wire wire) {
    this.wire = wire;
    long rate = toxic.kilobytesPerSecond();
    bytesPerSecond = rate > Long.MAX_VALUE / 1_000 ? Long.MAX_VALUE : rate * 1_000;
    pieceBytes = (int) Math.clamp(bytesPerSecond / PIECES_PER_SECOND, 1, 64 << 10);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    Signal head = head();
    if (head == null) {
      return null;
    }
    if (head instanceof Signal.Data(ByteBuffer bytes)) {
      if (bytesPerSecond == 0) {
        return null;
      }
      if (dueNanos == NOT_RESERVED) {
        int length = Math.min(pieceBytes, bytes.remaining());
        dueNanos = wire.reserve(nowNanos, (long) Math.ceil(length * 1e9 / bytesPerSecond));
      }
      if (dueNanos > nowNanos) {
        return null;
      }
      dueNanos = NOT_RESERVED;
    }
    return take(pieceBytes);
  }

  @Override
  public long deadlineNanos() {
    Signal head = head();
    if (head == null || (head instanceof Signal.Data && bytesPerSecond == 0)) {
      return NEVER;
    }
    return head instanceof Signal.Data ? Math.max(0, dueNanos) : 0;
  }
}
