package dev.faultline.stories.breaker;

/**
 * Results of the last sixty seconds in sixty buckets, the way that published breakers count them:
 * each result first moves the window on to its second.
 *
 * <p>It believes that time only goes forward. When the newest bucket lies in the future, after a
 * clock was set back, every result still opens a bucket, so that the window runs away: it is one of
 * sixty results from then on.
 */
final class WallClockWindow {
  private static final int BUCKETS = 60;

  private final int[] calls = new int[BUCKETS];
  private final int[] failures = new int[BUCKETS];
  private int head;
  private long headSecond;
  private int allCalls;
  private int allFailures;

  WallClockWindow(long second) {
    headSecond = second;
  }

  void count(boolean isFailure, long second) {
    moveTo(second);
    calls[head]++;
    allCalls++;
    failures[head] += isFailure ? 1 : 0;
    allFailures += isFailure ? 1 : 0;
  }

  private void moveTo(long second) {
    long ahead = second - headSecond;
    if (ahead == 0) {
      return;
    }
    // The mistake: a negative number is no reason to stay.
    long moves = Math.max(1, Math.min(ahead, BUCKETS));
    for (long i = 0; i < moves; i++) {
      head = (head + 1) % BUCKETS;
      allCalls -= calls[head];
      allFailures -= failures[head];
      calls[head] = 0;
      failures[head] = 0;
    }
    headSecond = ahead > 0 ? second : headSecond + 1;
  }

  int calls() {
    return allCalls;
  }

  int failures() {
    return allFailures;
  }
}
