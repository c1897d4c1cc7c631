package dev.faultline.link.congestion;

/** A fixed window, for networks whose capacity is known or reserved. */
public final class StaticWindow implements CongestionControl {
  private final long bytes;

  /** A window of {@code bytes}. */
  public StaticWindow(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a window of " + bytes + " bytes, expected more than 0");
    }
    this.bytes = bytes;
  }

  @Override
  public long windowBytes() {
    return bytes;
  }

  @Override
  public void acknowledged(
      long now, long count, long largestPacket, long nextPacket, long rttNanos, boolean limited) {}

  @Override
  public void lost(long now, long largestLost, long nextPacket) {}

  @Override
  public void collapsed(long now) {}
}
