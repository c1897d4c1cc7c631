package dev.faultline.examples.races;

import java.util.concurrent.locks.ReentrantLock;

/** Two threads that change a number. */
final class Counters {
  private Counters() {}

  static final class Figure implements Race {
    private int x = 1;

    @Override
    public void first() {
      x = x + 2;
    }

    @Override
    public void second() {
      x = x * 2;
    }

    @Override
    public int outcome() {
      return x;
    }
  }

  static final class GuardedFigure implements Race {
    private int x = 1;

    @Override
    public synchronized void first() {
      x = x + 2;
    }

    @Override
    public synchronized void second() {
      x = x * 2;
    }

    @Override
    public int outcome() {
      return x;
    }
  }

  static final class Plain implements Race {
    private int count;

    @Override
    public void first() {
      count++;
    }

    @Override
    public void second() {
      count++;
    }

    @Override
    public int outcome() {
      return count;
    }
  }

  static final class Guarded implements Race {
    private int count;

    @Override
    public void first() {
      synchronized (this) {
        count++;
      }
    }

    @Override
    public void second() {
      first();
    }

    @Override
    public int outcome() {
      return count;
    }
  }

  static final class TwoSections implements Race {
    private final ReentrantLock lock = new ReentrantLock();
    private int count;

    @Override
    public void first() {
      int seen;
      lock.lock();
      try {
        seen = count;
      } finally {
        lock.unlock();
      }
      lock.lock();
      try {
        count = seen + 1;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void second() {
      first();
    }

    @Override
    public int outcome() {
      return count;
    }
  }

  static final class OneSection implements Race {
    private final ReentrantLock lock = new ReentrantLock();
    private int count;

    @Override
    public void first() {
      lock.lock();
      try {
        int seen = count;
        count = seen + 1;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void second() {
      first();
    }

    @Override
    public int outcome() {
      return count;
    }
  }
}
