package dev.faultline.chaos.skew;

/**
 * What the clocks of this JVM show. Rewritten code hands in what they really show. The wall clock
 * is off by an offset and by what a wrong rate has made of the time since it was set; the clock of
 * {@link System#nanoTime} has the rate alone, and never goes back. Thread-safe.
 */
public final class SkewedTime {
  private static final int SINCE = 0;
  private static final int GAINED = 1;
  private static final int OFFSET = 2;
  private static final int RATE = 3;

  /** Since when, what was gained before, the offset, the bits of the rate: all at once. */
  private static volatile long[] state = {System.nanoTime(), 0, 0, Double.doubleToRawLongBits(1)};

  private static boolean installed;

  private SkewedTime() {}

  /**
   * Sets the clocks.
   *
   * @param offsetNanos of the wall clock
   * @param rate of both from now on; 1 is right
   */
  public static synchronized void set(long offsetNanos, double rate) {
    long[] now = state;
    long real = System.nanoTime();
    state =
        new long[] {
          real, now[GAINED] + gained(now, real), offsetNanos, Double.doubleToRawLongBits(rate)
        };
  }

  /** Whether this is the first time that anybody asks. */
  public static synchronized boolean install() {
    boolean first = !installed;
    installed = true;
    return first;
  }

  private static long gained(long[] now, long real) {
    return (long) ((real - now[SINCE]) * (Double.longBitsToDouble(now[RATE]) - 1));
  }

  /** What {@link System#nanoTime} shows. */
  public static long nanoTime() {
    return nanoTime(System.nanoTime());
  }

  /** The same, for what it really shows. */
  public static long nanoTime(long real) {
    long[] now = state;
    return real + now[GAINED] + gained(now, real);
  }

  private static long wallNanos() {
    long[] now = state;
    return now[OFFSET] + gained(now, System.nanoTime());
  }

  /** What {@link System#currentTimeMillis} shows. */
  public static long currentTimeMillis() {
    return currentTimeMillis(System.currentTimeMillis());
  }

  /** The same, for what it really shows. */
  public static long currentTimeMillis(long real) {
    return real + Math.floorDiv(wallNanos(), 1_000_000);
  }

  /** What the JDK's own clocks add to a number of seconds, in nanoseconds; -1 for out of range. */
  public static long getNanoTimeAdjustment(long real) {
    long shown = real + wallNanos();
    return real == -1 || shown != -1 ? (real == -1 ? -1 : shown) : 0;
  }
}
