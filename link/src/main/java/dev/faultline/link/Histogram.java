package dev.faultline.link;

import java.util.Arrays;

/**
 * A {@link Distribution} that is recorded: by an endpoint for what it measures, and by drivers and
 * storages for what they do. Allocates memory only for a power of two that is recorded for the
 * first time. One thread records; other threads may read slightly stale values.
 */
public final class Histogram implements Distribution {
  private static final int CLASS_BITS = 3;
  private static final int CLASSES = 1 << CLASS_BITS;

  private static final Counts NONE = new Counts(0, new int[0]);

  private volatile Counts counts = NONE;
  private long total;
  private long most;

  /**
   * One count for each class, from a first one on.
   *
   * @param first class that has a count
   */
  private record Counts(int first, int[] of) {
    boolean has(int index) {
      return index >= first && index < first + of.length;
    }

    /** With room for this class, and for the others of its power of two. */
    Counts with(int index) {
      int low = index / CLASSES * CLASSES;
      int begin = of.length == 0 ? low : Math.min(first, low);
      int end = of.length == 0 ? low + CLASSES : Math.max(first + of.length, low + CLASSES);
      int[] wider = new int[end - begin];
      System.arraycopy(of, 0, wider, of.length == 0 ? 0 : first - begin, of.length);
      return new Counts(begin, wider);
    }
  }

  /** Counts a value; one below 0 counts as 0. */
  public void record(long value) {
    long counted = Math.max(0, value);
    int index = index(counted);
    Counts now = counts;
    if (!now.has(index)) {
      now = now.with(index);
      counts = now;
    }
    now.of[index - now.first]++;
    total++;
    most = Math.max(most, counted);
  }

  /** Values below eight have a class each; from there on eight classes share a power of two. */
  private static int index(long value) {
    if (value < CLASSES) {
      return (int) value;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(value) - CLASS_BITS;
    return (exponent << CLASS_BITS) + (int) (value >>> exponent);
  }

  /** The largest value of a class. */
  private static long end(int index) {
    if (index < CLASSES) {
      return index;
    }
    int exponent = index / CLASSES - 1;
    return ((long) (CLASSES + index % CLASSES + 1) << exponent) - 1;
  }

  @Override
  public long count() {
    return total;
  }

  @Override
  public long max() {
    return most;
  }

  @Override
  public long percentile(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent is " + percent + ", expected 0 to 100");
    }
    Counts now = counts;
    long all = Arrays.stream(now.of).asLongStream().sum();
    long rank = Math.max(1, (long) Math.ceil(all * percent / 100));
    long seen = 0;
    for (int i = 0; i < now.of.length; i++) {
      seen += now.of[i];
      if (seen >= rank) {
        return Math.min(most, end(now.first + i));
      }
    }
    return 0;
  }

  @Override
  public void forEach(Visitor visitor) {
    Counts now = counts;
    for (int i = 0; i < now.of.length; i++) {
      if (now.of[i] > 0) {
        visitor.visit(end(now.first + i), now.of[i]);
      }
    }
  }
}
