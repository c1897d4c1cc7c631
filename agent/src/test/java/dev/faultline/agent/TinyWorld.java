package dev.faultline.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The smallest world that drives machines: which thread goes next is drawn from a seed, time moves
 * on when none can. What the program says it did, and when, is its log.
 */
final class TinyWorld implements AutoCloseable {
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private record Timed(long at, long id, Runnable task) implements Comparable<Timed> {
    @Override
    public int compareTo(Timed other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(id, other.id);
    }
  }

  private final SplittableRandom random;
  private final Machines machines = Machines.open();
  private final List<Runnable> runnable = new ArrayList<>();
  private final PriorityQueue<Timed> timers = new PriorityQueue<>();
  private final List<String> log = new ArrayList<>();
  private long now;
  private long ids;
  private long steps;

  TinyWorld(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Runs a world on a carrier of its own and returns its log. */
  static List<String> run(long seed, Consumer<TinyWorld> program) {
    AtomicReference<List<String>> log = new AtomicReference<>();
    onCarrier(() -> {
      try (TinyWorld world = new TinyWorld(seed)) {
        program.accept(world);
        world.run();
        log.set(world.log);
      }
    });
    return log.get();
  }

  static void onCarrier(Runnable task) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread carrier = Carriers.newThread("carrier", task);
    carrier.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    carrier.start();
    try {
      carrier.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    switch (failure.get()) {
      case null -> {}
      case Error error -> throw error;
      case Throwable thrown -> throw new AssertionError(thrown);
    }
  }

  Machine machine(String name) {
    return machines.boot(name, name.hashCode(), new TinyHost());
  }

  /** Starts a machine with one thread. */
  Machine node(String name, Body body) {
    Machine machine = machine(name);
    machine.start(
        name,
        () -> {
          try {
            body.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    return machine;
  }

  interface Body {
    void run() throws Exception;
  }

  void say(Object what) {
    log.add(now + " " + what);
  }

  long now() {
    return now;
  }

  int timersWaiting() {
    return timers.size();
  }

  long steps() {
    return steps;
  }

  List<String> log() {
    return log;
  }

  void run() {
    while (step()) {
      steps++;
    }
  }

  private boolean step() {
    if (!runnable.isEmpty()) {
      int pick = runnable.size() == 1 ? 0 : random.nextInt(runnable.size());
      runnable.remove(pick).run();
      return true;
    }
    Timed next = timers.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.task.run();
    return true;
  }

  @Override
  public void close() {
    machines.close();
  }

  private final class TinyHost implements Host {
    @Override
    public long monotonicNanos() {
      return now;
    }

    @Override
    public long wallNanos() {
      return EPOCH_NANOS + now;
    }

    @Override
    public long random() {
      return random.nextLong();
    }

    @Override
    public void runnable(Runnable turn, boolean yielded) {
      if (yielded) {
        schedule(turn, 1_000);
      } else {
        runnable.add(turn);
      }
    }

    @Override
    public long schedule(Runnable task, long delayNanos) {
      timers.add(new Timed(now + delayNanos, ++ids, task));
      return ids;
    }

    @Override
    public void cancel(long id) {
      timers.removeIf(timer -> timer.id == id);
    }

    @Override
    public void threadFailed(Thread thread, Throwable thrown) {
      say(thread.getName() + " threw " + thrown);
    }
  }
}
