package dev.faultline.examples.guards.faces;

/** Guards as they are written at first. */
final class Naive {
  private Naive() {}

  /** Looks, and then takes. */
  static final class Limiter {
    private final long interval;
    private volatile long due;

    Limiter(long interval) {
      this.interval = interval;
    }

    boolean tryAcquire() {
      if (due > 0) {
        return false;
      }
      due = interval;
      return true;
    }
  }

  /** Takes every reading from before its burst for a clock that was set back. */
  static final class Rewinding {
    private final long interval;
    private long due;

    Rewinding(long interval) {
      this.interval = interval;
    }

    synchronized boolean tryAcquire(long now) {
      if (due - now > interval) {
        due = now + interval;
        return false;
      }
      if (due > now) {
        return false;
      }
      due = now + interval;
      return true;
    }
  }

  /** Counts down without care. */
  static final class Tokens {
    private volatile int left;

    Tokens(int left) {
      this.left = left;
    }

    boolean tryTake() {
      if (left == 0) {
        return false;
      }
      left = left - 1;
      return true;
    }
  }

  /** An array and a number of elements. */
  static final class Ring {
    private final int[] elements = new int[2];
    private int size;

    void add() {
      elements[size] = 1;
      size = size + 1;
    }

    int size() {
      return size;
    }
  }

  /** Adds one to the last stamp. */
  static final class Stamps {
    private volatile int last;

    void stamp() {
      int next = last + 1;
      last = next;
    }

    int last() {
      return last;
    }
  }

  /** Wakes whoever waits already: who has looked and does not wait yet is missed. */
  static final class HandOver {
    private static final long PAUSE_MILLIS = 1;

    private final Object monitor = new Object();
    private volatile int element;

    void put(int element) {
      this.element = element;
      synchronized (monitor) {
        monitor.notifyAll();
      }
    }

    int take() throws InterruptedException {
      while (element == 0) {
        synchronized (monitor) {
          monitor.wait(PAUSE_MILLIS);
        }
      }
      return element;
    }
  }
}
