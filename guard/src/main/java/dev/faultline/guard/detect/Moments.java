package dev.faultline.guard.detect;

/**
 * Mean and standard deviation of the last values. Sums are of differences from a value near the
 * mean, and are taken anew whenever the ring begins again, so that they stay exact however many
 * values come and whatever they count from.
 */
final class Moments {
  private final long[] ring;
  private int count;
  private int next;
  private long origin;
  private double sum;
  private double squares;

  Moments(int size) {
    ring = new long[size];
  }

  void clear() {
    count = 0;
    next = 0;
    sum = 0;
    squares = 0;
  }

  int count() {
    return count;
  }

  void add(long value) {
    if (count == 0) {
      origin = value;
    }
    if (count == ring.length) {
      double gone = ring[next] - origin;
      sum -= gone;
      squares -= gone * gone;
    } else {
      count++;
    }
    ring[next] = value;
    double come = value - origin;
    sum += come;
    squares += come * come;
    if (++next == ring.length) {
      next = 0;
      sumUp();
    }
  }

  long mean() {
    return count == 0 ? 0 : origin + Math.round(sum / count);
  }

  double deviation() {
    if (count < 2) {
      return 0;
    }
    double mean = sum / count;
    return Math.sqrt(Math.max(0, squares / count - mean * mean));
  }

  private void sumUp() {
    origin = mean();
    sum = 0;
    squares = 0;
    for (int i = 0; i < count; i++) {
      double difference = ring[i] - origin;
      sum += difference;
      squares += difference * difference;
    }
  }
}
