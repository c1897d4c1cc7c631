package dev.faultline.chaos.toxic;

/**
 * When a toxic is in effect, counted from when it was added.
 *
 * @param startMillis when it begins
 * @param endMillis when it ends, which must be after the start; {@link #NEVER} for never
 */
public record Schedule(long startMillis, long endMillis) {
  /** No end. */
  public static final long NEVER = Long.MAX_VALUE;

  /** In effect from the start, without an end. */
  public static final Schedule ALWAYS = new Schedule(0, NEVER);

  public Schedule {
    Attributes.notNegative(startMillis, "schedule.start");
    if (endMillis <= startMillis) {
      throw new AttributeException(
          "schedule.end", endMillis, "later than schedule.start (" + startMillis + ")");
    }
  }

  /** Whether it is in effect so many nanoseconds after it was added. */
  public boolean covers(long nanos) {
    return nanos >= nanosOf(startMillis) && (endMillis == NEVER || nanos < nanosOf(endMillis));
  }

  /** The next moment after {@code nanos} at which it begins or ends, or {@link #NEVER}. */
  public long nextChange(long nanos) {
    if (nanos < nanosOf(startMillis)) {
      return nanosOf(startMillis);
    }
    return endMillis != NEVER && nanos < nanosOf(endMillis) ? nanosOf(endMillis) : NEVER;
  }

  private static long nanosOf(long millis) {
    return millis > Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE / 2 : millis * 1_000_000;
  }
}
