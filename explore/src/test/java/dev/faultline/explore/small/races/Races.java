package dev.faultline.explore.small.races;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Races that everybody knows. */
public final class Races {
  private Races() {}

  /** An adder and a multiplier on a variable (Petrov, Database Internals, figure 8-1). */
  public static final class Figure implements Race {
    private int x = 1;

    @Override
    public void run(int thread) {
      if (thread == 0) {
        x = x + 2;
      } else {
        x = x * 2;
      }
    }

    @Override
    public Object outcome() {
      return x;
    }
  }

  public static final class LastWriter implements Race {
    private int last = -1;

    @Override
    public void run(int thread) {
      last = thread;
    }

    @Override
    public Object outcome() {
      return last;
    }
  }

  public static final class TwoSections implements Race {
    private final ReentrantLock lock = new ReentrantLock();
    private int x;

    @Override
    public void run(int thread) {
      int seen;
      lock.lock();
      try {
        seen = x;
      } finally {
        lock.unlock();
      }
      lock.lock();
      try {
        x = seen + 1;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Object outcome() {
      return x;
    }
  }

  public static final class CheckThenAct implements Race {
    private final ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
    private int made;

    @Override
    public void run(int thread) {
      if (!map.containsKey("key")) {
        map.put("key", thread);
        made++;
      }
    }

    @Override
    public Object outcome() {
      return made + "" + map;
    }
  }

  public static final class Lazy implements Race {
    private @Nullable Object value;
    private int made;

    @Override
    public void run(int thread) {
      if (value == null) {
        made++;
        value = thread;
      }
    }

    @Override
    public Object outcome() {
      return made + "" + value;
    }
  }
}
