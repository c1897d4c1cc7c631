package dev.faultline.bench.sim;

/** A four-ary heap of times and numbers, and nothing else. */
final class BareHeap {
  private final long[] times = new long[1 << 10];
  private final int[] values = new int[1 << 10];
  private int size;

  long firstTime() {
    return times[0];
  }

  void add(long time, int value) {
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 2;
      if (time >= times[parent]) {
        break;
      }
      times[hole] = times[parent];
      values[hole] = values[parent];
      hole = parent;
    }
    times[hole] = time;
    values[hole] = value;
  }

  int take() {
    int result = values[0];
    size--;
    long time = times[size];
    int value = values[size];
    int hole = 0;
    while (true) {
      int child = (hole << 2) + 1;
      if (child >= size) {
        break;
      }
      int best = child;
      int last = Math.min(child + 4, size);
      for (int other = child + 1; other < last; other++) {
        if (times[other] < times[best]) {
          best = other;
        }
      }
      if (time <= times[best]) {
        break;
      }
      times[hole] = times[best];
      values[hole] = values[best];
      hole = best;
    }
    times[hole] = time;
    values[hole] = value;
    return result;
  }
}
