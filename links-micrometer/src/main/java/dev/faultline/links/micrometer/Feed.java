package dev.faultline.links.micrometer;

import dev.faultline.link.Distribution;
import java.util.function.LongConsumer;

/**
 * Brings what a distribution has counted since the last time to something that records value by
 * value, so that who counts need not know of it. A value is the middle of its bucket: at most a
 * sixteenth off. Not thread-safe.
 */
final class Feed {
  /** Buckets of values from here on are an eighth of a power of two wide, smaller ones exact. */
  private static final long FIRST_WIDE = 8;

  /** A bucket for each eighth of a power of two. */
  private static final int BUCKETS = 8 * Long.SIZE;

  private final Distribution from;
  private final LongConsumer to;
  private final int[] fed = new int[BUCKETS];

  Feed(Distribution from, LongConsumer to) {
    this.from = from;
    this.to = to;
  }

  void bring() {
    from.forEach(this::bring);
  }

  private void bring(long most, int count) {
    int bucket = bucket(most);
    long value = Math.min(middle(most), from.max());
    // Counts may overflow; what is new does not.
    int fresh = count - fed[bucket];
    for (int i = 0; i < fresh; i++) {
      to.accept(value);
    }
    fed[bucket] += Math.max(0, fresh);
  }

  private static int bucket(long most) {
    int exponent = Math.max(0, 60 - Long.numberOfLeadingZeros(most));
    return (exponent << 3) + (int) (most >>> exponent);
  }

  private static long middle(long most) {
    if (most < FIRST_WIDE) {
      return most;
    }
    long width = 1L << (60 - Long.numberOfLeadingZeros(most));
    return most - width / 2;
  }
}
