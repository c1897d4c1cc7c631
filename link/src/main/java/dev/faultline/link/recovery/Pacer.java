package dev.faultline.link.recovery;

/** Spreads packets over time at a given rate, with bursts of a few. */
public final class Pacer {
  private final long burstBytes;
  private long freeAt = Long.MIN_VALUE;
  private boolean on;

  public Pacer(long burstBytes) {
    this.burstBytes = burstBytes;
  }

  /** When the next packet may leave; in the past if now. */
  public long freeAt() {
    return on ? freeAt : Long.MIN_VALUE;
  }

  public void sent(long now, int bytes, long bytesPerSecond) {
    on = bytesPerSecond > 0;
    if (on) {
      long credit = burstBytes * 1_000_000_000L / bytesPerSecond;
      freeAt = Math.max(freeAt, now - credit) + bytes * 1_000_000_000L / bytesPerSecond;
    }
  }
}
