package dev.faultline.guard.time;

import java.util.Optional;

/**
 * The line that {@code chronyc -c tracking} prints: fourteen values, with the offset of the system
 * clock fifth, root delay and root dispersion eleventh and twelfth, all in seconds, and the state
 * of the leap second last. The error is at most {@code |offset| + dispersion + delay / 2}.
 */
final class ChronyTracking {
  private static final int VALUES = 14;
  private static final int OFFSET = 4;
  private static final int DELAY = 10;
  private static final int DISPERSION = 11;
  private static final int UPDATE_INTERVAL = 12;
  private static final int LEAP = 13;

  /** Two polls may fail before what is known is worth nothing. */
  private static final double POLLS = 4;

  private static final double NANOS = 1e9;
  private static final double LONGEST = 86_400;

  private ChronyTracking() {}

  static Optional<ErrorBound> parse(
      String text, long wallNanos, long monotonicNanos, long driftPpb) {
    String[] values = text.strip().split(",", -1);
    if (values.length != VALUES || values[LEAP].equals("Not synchronised")) {
      return Optional.empty();
    }
    try {
      double delay = Double.parseDouble(values[DELAY]);
      double dispersion = Double.parseDouble(values[DISPERSION]);
      double error = Math.abs(Double.parseDouble(values[OFFSET])) + dispersion + delay / 2;
      double lasts = POLLS * Math.max(1, Double.parseDouble(values[UPDATE_INTERVAL]));
      if (!(delay >= 0 && dispersion >= 0 && error < LONGEST && lasts < LONGEST)) {
        return Optional.empty();
      }
      return Optional.of(
          new ErrorBound(
              "chrony",
              wallNanos,
              monotonicNanos,
              (long) Math.ceil(error * NANOS),
              driftPpb,
              monotonicNanos + (long) (lasts * NANOS)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
