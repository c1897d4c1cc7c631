package dev.faultline.runtime.durable;

import java.util.Arrays;

/**
 * When messages were taken, without an entry for each: the age of the oldest that waits is known to
 * within a millisecond, or a fiftieth of the largest age so far. Not thread-safe.
 */
final class Ages {
  private static final int MOST = 256;
  private static final long LEAST_STEP_NANOS = 1_000_000;

  /** Message and time, of some: those between two of them were taken in between. */
  private long[] messages = new long[8];

  private long[] times = new long[8];
  private int size;

  /** This message is taken now; the next ones are later. */
  void taken(long message, long now) {
    if (size > 0
        && now - times[size - 1] < Math.max(LEAST_STEP_NANOS, (now - times[0]) / (MOST / 2))) {
      return;
    }
    if (size == MOST) {
      thin();
    }
    if (size == messages.length) {
      messages = Arrays.copyOf(messages, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    messages[size] = message;
    times[size++] = now;
  }

  private void thin() {
    for (int i = 0; i < MOST / 2; i++) {
      messages[i] = messages[2 * i];
      times[i] = times[2 * i];
    }
    size = MOST / 2;
  }

  /** How long ago the first message after this one was taken, at most; 0 if none was. */
  long oldest(long processed, long last, long now) {
    if (processed >= last) {
      size = 0;
      return 0;
    }
    int drop = 0;
    while (drop < size && messages[drop] <= processed + 1) {
      drop++;
    }
    if (drop > 1) {
      // The last of them still says something of those that follow it.
      System.arraycopy(messages, drop - 1, messages, 0, size - drop + 1);
      System.arraycopy(times, drop - 1, times, 0, size - drop + 1);
      size -= drop - 1;
    }
    return size == 0 ? 0 : now - times[0];
  }
}
