package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Bandwidth;
import java.nio.ByteBuffer;

/** Datagrams take their time on a wire, one behind the other; a rate of 0 lets none pass. */
final class DatagramWire implements DatagramStage {
  private final long kilobytesPerSecond;
  private final Wire wire;

  DatagramWire(Bandwidth toxic, Wire wire) {
    kilobytesPerSecond = toxic.kilobytesPerSecond();
    this.wire = wire;
  }

  @Override
  public void pass(ByteBuffer bytes, long atNanos, Next next) {
    if (kilobytesPerSecond > 0) {
      long onWire = (long) Math.ceil(bytes.remaining() * 1e6 / kilobytesPerSecond);
      next.take(bytes, wire.reserve(atNanos, onWire));
    }
  }
}
