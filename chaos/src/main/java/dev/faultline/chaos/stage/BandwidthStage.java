package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Bandwidth;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wire of limited rate: each byte takes its time on the wire, and what arrives meanwhile waits.
 * Data goes on in pieces of at most a tenth of a second.
 */
final class BandwidthStage implements Stage {
  private final long bytesPerSecond;
  private final int pieceBytes;
  private final ArrayDeque<Signal> waiting = new ArrayDeque<>();
  private long heldBytes;
  private long wireFreeAtNanos;

  BandwidthStage(Bandwidth toxic) {
    long rate = toxic.kilobytesPerSecond();
    bytesPerSecond = rate > Long.MAX_VALUE / 1_000 ? Long.MAX_VALUE : rate * 1_000;
    pieceBytes = (int) Math.clamp(bytesPerSecond / 10, 1, 1 << 20);
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (waiting.isEmpty()) {
      wireFreeAtNanos = Math.max(wireFreeAtNanos, nowNanos);
    }
    waiting.add(signal);
    heldBytes += SignalQueue.sizeOf(signal);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    Signal head = waiting.peek();
    if (!(head instanceof Signal.Data(ByteBuffer bytes))) {
      // What has no length takes no time, but waits for the data before it.
      return head == null || wireFreeAtNanos > nowNanos ? null : waiting.poll();
    }
    long dueNanos = deadlineNanos();
    if (dueNanos > nowNanos) {
      return null;
    }
    wireFreeAtNanos = dueNanos;
    int length = nextPiece(bytes);
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
    if (head == null) {
      return NEVER;
    }
    if (!(head instanceof Signal.Data(ByteBuffer bytes))) {
      return wireFreeAtNanos;
    }
    return bytesPerSecond == 0 ? NEVER : Nanos.plus(wireFreeAtNanos, onWire(nextPiece(bytes)));
  }

  private int nextPiece(ByteBuffer bytes) {
    return Math.min(pieceBytes, bytes.remaining());
  }

  private long onWire(int length) {
    return (long) Math.ceil(length * 1e9 / bytesPerSecond);
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
