package dev.faultline.bench.scale;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A driver and its executors as a world: the driver hands ranges out one after the other, hears
 * when they are done, and hands those of executors that died out again. Ranges that nobody is at
 * any more at the end are run a second time by whoever has nothing to do, as speculation has it.
 */
final class ClusterWorld {
  private static final double SECOND = 1e9;
  private static final Duration DOWN = Duration.ofSeconds(30);

  /** Of a range; {@code seconds} of work on an executor that is not slow. */
  private record Range(int number, double seconds) {}

  private record Hello() {}

  private static final Hello HELLO = new Hello();

  private record Done(int number) {}

  private record Launch(Address to, Range range) {}

  private final Cluster cluster;
  private final World world;
  private double doneAtNanos;

  private ClusterWorld(Cluster cluster, long seed) {
    this.cluster = cluster;
    Duration longest = Duration.ofSeconds((long) (20 * cluster.campaign() + 3600));
    this.world =
        new World(
            new QuietAdversary(seed),
            WorldOptions.DEFAULT.withDuration(longest).withMaxEvents(Long.MAX_VALUE));
    world.model(SystemModel.asynchronous().crashRecovery(cluster.executors()));
    world.network().latency(Duration.ofMillis(0), Duration.ofMillis(1));
    SplittableRandom random = new SplittableRandom(seed);
    Address driver = world.client("driver", Driver::new);
    for (int i = 0; i < cluster.executors(); i++) {
      String name = "e" + i;
      double times = random.nextDouble() < cluster.slowShare() ? cluster.slowTimes() : 1;
      world.node(name, () -> new Executor(driver, times));
      deaths(name, random, longest);
    }
  }

  private void deaths(String name, SplittableRandom random, Duration longest) {
    double at = 0;
    while (cluster.deathsAnHour() > 0) {
      at += -StrictMath.log(1 - random.nextDouble()) * 3600 / cluster.deathsAnHour();
      if (at > longest.toSeconds()) {
        return;
      }
      world.fault(Duration.ofMillis((long) (at * 1000)), new Fault.Crash(name, DOWN));
      at += 2.0 * DOWN.toSeconds();
    }
  }

  /**
   * Useful work over what the executors could have done in the time that the campaign took; 0 where
   * it did not end within twenty times its length.
   */
  static double efficiency(Cluster cluster, long seed) {
    ClusterWorld made = new ClusterWorld(cluster, seed);
    WorldResult result = made.world.run();
    if (result.violation() != null) {
      throw new AssertionError(result.violation().toString());
    }
    return made.doneAtNanos == 0
        ? 0
        : cluster.work() * SECOND / (cluster.executors() * made.doneAtNanos);
  }

  private static long nanos(double seconds) {
    return Math.max(1, (long) (seconds * SECOND));
  }

  /** Runs one range at a time. */
  private final class Executor implements Node {
    private final Address driver;
    private final double times;

    Executor(Address driver, double times) {
      this.driver = driver;
      this.times = times;
    }

    @Override
    public void start(Env env) {
      // The driver is there by then.
      env.timer(nanos(1), HELLO);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Range(int number, double seconds)) {
        // Worlds differ, so ranges of as many worlds do too, a little.
        double varied = seconds * (0.95 + 0.1 * env.random().nextDouble());
        env.timer(nanos(cluster.task() + times * varied), number);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(driver, tag instanceof Integer number ? new Done(number) : tag);
    }
  }

  /** Hands ranges out, each of which takes it some time. */
  private final class Driver implements Node {
    private double left = cluster.work();
    private int cut;
    private long busyUntil;
    private final Deque<Range> again = new ArrayDeque<>();
    private final Deque<Address> idle = new ArrayDeque<>();

    /** Who is at what, the longest first. */
    private final Map<String, Range> running = new LinkedHashMap<>();

    private final Map<Integer, Boolean> open = new LinkedHashMap<>();

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      Range lost = running.remove(from.name());
      if (message instanceof Done(int number)) {
        open.remove(number);
      } else if (lost != null && open.containsKey(lost.number())) {
        again.add(lost);
      }
      if (open.isEmpty() && left <= 0) {
        doneAtNanos = world.nowNanos();
        world.stop();
        return;
      }
      idle.add(from);
      while (!idle.isEmpty()) {
        Range next = next();
        if (next == null) {
          return;
        }
        launch(env, idle.removeFirst(), next);
      }
    }

    private void launch(Env env, Address to, Range range) {
      long now = world.nowNanos();
      busyUntil = Math.max(now, busyUntil) + nanos(cluster.driver());
      running.put(to.name(), range);
      open.put(range.number(), true);
      env.timer(busyUntil - now, new Launch(to, range));
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag instanceof Launch(Address to, Range range)) {
        env.send(to, range);
      }
    }

    /** As the product sizes them: smaller at the end, down to an eighth. */
    private @Nullable Range next() {
      if (!again.isEmpty()) {
        return again.removeFirst();
      }
      if (left > 0) {
        double tail = Math.max(cluster.range() / 8, left / (2.0 * cluster.executors()));
        double seconds = Math.min(left, Math.min(cluster.range(), tail));
        left -= seconds;
        return new Range(cut++, seconds);
      }
      // The one that somebody has been at for longest, once.
      for (Range range : running.values()) {
        if (Boolean.TRUE.equals(open.get(range.number()))) {
          open.put(range.number(), false);
          return range;
        }
      }
      return null;
    }
  }
}
