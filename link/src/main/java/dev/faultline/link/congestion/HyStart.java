package dev.faultline.link.congestion;

/**
 * HyStart++ (RFC 9406): ends slow start when round trips grow, before packets are lost. Looks at
 * the smallest round trip of each round; when it has grown by an eighth the window grows four times
 * slower for five rounds, and then slow start is over, unless it was a false alarm.
 */
final class HyStart {
  private static final long LEAST_GROWTH_NANOS = 4_000_000;
  private static final long MOST_GROWTH_NANOS = 16_000_000;
  private static final int SAMPLES = 8;
  private static final int SLOWER = 4;
  private static final int ROUNDS = 5;

  private long roundEnd;
  private long lastRoundLeast = Long.MAX_VALUE;
  private long least = Long.MAX_VALUE;
  private long baseline = Long.MAX_VALUE;
  private int samples;
  private int rounds;
  private boolean cautious;

  /** By how many bytes the window may grow. */
  long growth(long acknowledgedBytes) {
    return cautious ? acknowledgedBytes / SLOWER : acknowledgedBytes;
  }

  /** Takes a sample; returns whether slow start is over. */
  boolean over(long largestPacket, long nextPacket, long rttNanos) {
    if (rttNanos != Long.MAX_VALUE) {
      least = Math.min(least, rttNanos);
      samples++;
    }
    if (samples >= SAMPLES && lastRoundLeast != Long.MAX_VALUE) {
      if (cautious && least < baseline) {
        cautious = false;
        rounds = 0;
      } else if (!cautious && least >= lastRoundLeast + threshold()) {
        cautious = true;
        baseline = least;
        rounds = 0;
      }
    }
    if (largestPacket < roundEnd) {
      return false;
    }
    roundEnd = nextPacket;
    lastRoundLeast = least;
    least = Long.MAX_VALUE;
    samples = 0;
    return cautious && ++rounds >= ROUNDS;
  }

  private long threshold() {
    return Math.clamp(lastRoundLeast / 8, LEAST_GROWTH_NANOS, MOST_GROWTH_NANOS);
  }
}
