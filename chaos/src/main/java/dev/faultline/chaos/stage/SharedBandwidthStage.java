package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Bandwidth;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes take their time on a wire that other connections use too, in turn, a small piece each. */
final class SharedBandwidthStage implements Stage {
  private static final int PIECES_PER_SECOND = 200;
  private static final long NOT_RESERVED = -1;

  private final Wire wire;
  private final long bytesPerSecond;
  private final int pieceBytes;
  private final ArrayDeque<Signal> waiting = new ArrayDeque<>();
  private long heldBytes;
  private long dueNanos = NOT_RESERVED;

  SharedBandwidthStage(Bandwidth toxic, Wire wire) {
    this.wire = wire;
    long rate = toxic.kilobytesPerSecond();
    bytesPerSecond = rate > Long.MAX_VALUE / 1_000 ? Long.MAX_VALUE : rate * 1_000;
    pieceBytes = (int) Math.clamp(bytesPerSecond / PIECES_PER_SECOND, 1, 64 << 10);
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    waiting.add(signal);
    heldBytes += SignalQueue.sizeOf(signal);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    Signal head = waiting.peek();
    if (!(head instanceof Signal.Data(ByteBuffer bytes))) {
      return head == null ? null : waiting.poll();
    }
    if (bytesPerSecond == 0) {
      return null;
    }
    int length = Math.min(pieceBytes, bytes.remaining());
    if (dueNanos == NOT_RESERVED) {
      dueNanos = wire.reserve(nowNanos, (long) Math.ceil(length * 1e9 / bytesPerSecond));
    }
    if (dueNanos > nowNanos) {
      return null;
    }
    dueNanos = NOT_RESERVED;
    heldBytes -= length;
    if (length == bytes.remaining()) {
      return waiting.poll();
    }
    ByteBuffer piece = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return new Signal.Data(piece);
  }

  @Override
  public long deadlineNanos() {
    Signal head = waiting.peek();
    if (head == null || (head instanceof Signal.Data && bytesPerSecond == 0)) {
      return NEVER;
    }
    return head instanceof Signal.Data ? Math.max(0, dueNanos) : 0;
  }

  @Override
  public long heldBytes() {
    return heldBytes;
  }

  @Override
  public List<Signal> drain() {
    List<Signal> all = new ArrayList<>(waiting);
    waiting.clear();
    heldBytes = 0;
    return all;
  }
}
