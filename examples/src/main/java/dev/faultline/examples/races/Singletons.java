package dev.faultline.examples.races;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Two threads that want one object, which is to be made once. */
final class Singletons {
  private Singletons() {}

  private abstract static class Making implements Race {
    final AtomicInteger made = new AtomicInteger();

    @Override
    public void second() {
      first();
    }

    @Override
    public int outcome() {
      return made.get();
    }
  }

  static final class CheckThenAct extends Making {
    private final ConcurrentMap<String, Integer> objects = new ConcurrentHashMap<>();

    @Override
    public void first() {
      if (!objects.containsKey("key")) {
        objects.put("key", made.incrementAndGet());
      }
    }
  }

  static final class OneCall extends Making {
    private final ConcurrentMap<String, Integer> objects = new ConcurrentHashMap<>();

    @Override
    public void first() {
      objects.computeIfAbsent("key", key -> made.incrementAndGet());
    }
  }

  static final class Lazy extends Making {
    private @Nullable Integer object;

    @Override
    public void first() {
      if (object == null) {
        object = made.incrementAndGet();
      }
    }
  }

  static final class GuardedLazy extends Making {
    private @Nullable Integer object;

    @Override
    public synchronized void first() {
      if (object == null) {
        object = made.incrementAndGet();
      }
    }
  }
}
