package dev.faultline.guard.detect;

/** The least of the last values: of at least {@code size / 2} and at most {@code size} of them. */
final class RecentLeast {
  private final int half;
  private int count;
  private boolean isStarted;
  private long before;
  private long now;

  RecentLeast(int size) {
    half = size / 2;
  }

  void clear() {
    isStarted = false;
    count = 0;
  }

  boolean isEmpty() {
    return !isStarted;
  }

  /** Values are compared by difference, since they may count from anywhere. */
  void add(long value) {
    if (!isStarted) {
      isStarted = true;
      before = value;
      now = value;
      count = 1;
      return;
    }
    if (count == half) {
      before = now;
      now = value;
      count = 1;
      return;
    }
    count++;
    if (value - now < 0) {
      now = value;
    }
  }

  long least() {
    return now - before < 0 ? now : before;
  }
}
