package dev.faultline.hook;

/**
 * The clocks: in a world the node's own. The methods bear the names of those whose calls are
 * redirected here.
 */
public final class Time {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** How far from the present an offset of the JDK's may be, in seconds. */
  private static final long MAX_OFFSET_SECONDS = 0x1_0000_0000L;

  private Time() {}

  /** In place of {@link System#nanoTime}. */
  public static long nanoTime() {
    Context context = Carrier.currentContext();
    return context == null ? System.nanoTime() : context.monotonicNanos();
  }

  /** In place of {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    Context context = Carrier.currentContext();
    return context == null
        ? System.currentTimeMillis()
        : Math.floorDiv(context.wallNanos(), NANOS_PER_MILLI);
  }

  /** In place of the JDK's internal method behind {@link java.time.Instant#now()}. */
  public static long getNanoTimeAdjustment(long offsetSeconds) {
    Context context = Carrier.currentContext();
    if (context == null) {
      return jdk.internal.misc.VM.getNanoTimeAdjustment(offsetSeconds);
    }
    long wall = context.wallNanos();
    long difference = Math.floorDiv(wall, NANOS_PER_SECOND) - offsetSeconds;
    if (Math.abs(difference) > MAX_OFFSET_SECONDS) {
      return -1; // The JDK then asks again, with an offset from currentTimeMillis.
    }
    return difference * NANOS_PER_SECOND + Math.floorMod(wall, NANOS_PER_SECOND);
  }
}
