package dev.faultline.chaos.skew;

/**
 * The skewed clocks of this JVM. Rewritten code passes in the real readings. The wall clock differs
 * by an offset and by the drift of the rate since the clock was set; the clock of {@link
 * System#nanoTime} follows the rate alone, and never goes back. Thread-safe.
 */
public final class SkewedTime {
  private static final int SINCE = 0;
  private static final int GAINED = 1;
  private static final int OFFSET = 2;
  private static final int RATE = 3;

  /**
   * When the clocks were set, the earlier drift, the offset, and the bits of the rate, in one array
   * so that all change together.
   */
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

  /** Returns true on the first call only. */
  public static synchronized boolean install() {
    boolean first = !installed;
    installed = true;
    return first;
  }

  private static long gained(long[] now, long real) {
    return (long) ((real - now[SINCE]) * (Double.longBitsToDouble(now[RATE]) - 1));
  }

  /** The skewed {@link System#nanoTime}. */
  public static long nanoTime() {
    return nanoTime(System.nanoTime());
  }

  /** The same, for a given real reading. */
  public static long nanoTime(long real) {
    long[] now = state;
    return real + now[GAINED] + gained(now, real);
  }

  private static long wallNanos() {
    long[] now = state;
    return now[OFFSET] + gained(now, System.nanoTime());
  }

  /** The skewed {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return currentTimeMillis(System.currentTimeMillis());
  }

  /** The same, for a given real reading. */
  public static long currentTimeMillis(long real) {
    return real + Math.floorDiv(wallNanos(), 1_000_000);
  }

  /**
   * The adjustment that the JDK's own clocks add to a number of seconds, in nanoseconds; -1 if out
   * of range.
   */
  public static long getNanoTimeAdjustment(long real) {
    long shown = real + wallNanos();
    return real == -1 || shown != -1 ? (real == -1 ? -1 : shown) : 0;
  }
}
