package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.admission.AdaptiveLimit;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server of ten workers stands still for twelve seconds; every call times out after two, and is
 * reported as dropped. A limit that learns the timeout as the usual time goes back to where it was
 * (Netflix concurrency-limits 137).
 */
final class LimiterWorld {
  private static final int WORKERS = 10;
  private static final Duration WORK = Duration.ofMillis(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration STALLS = Duration.ofSeconds(15);
  private static final Duration WORKS = Duration.ofSeconds(27);
  private static final Duration BACK = Duration.ofSeconds(37);
  private static final Duration ENDS = Duration.ofSeconds(42);
  private static final int MANY_DROPS = 50;
  private static final int FEW = 20;
  private static final int FIRST = 200;

  private record Ask(int number) {}

  private record Answer(int number) {}

  /** What the caller knows of a limit. */
  interface Limit {
    int limit();

    void answered(long sent, int inFlight, long now);

    void dropped();
  }

  private LimiterWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.synchronous(Duration.ofMillis(1), 1, 0).perfectLinks());
    Address server = world.node("server", Server::new);
    NodeHandle<Caller> caller = world.node("caller", () -> new Caller(server, naive));
    world.always(
        "after 50 drops in a row the limit is 20 at most", caller, c -> !c.isHighAfterDrops());
    // Five seconds: the limit drains its queue for a tenth of one now and then.
    long[] before = new long[1];
    world.at(
        BACK,
        () -> {
          Caller c = caller.state();
          before[0] = c == null ? 0 : c.answers;
        });
    world.at(
        ENDS,
        () -> {
          Caller c = caller.state();
          if (c != null && c.answers - before[0] < 4_500) {
            world.violation(
                "ten seconds after healing it is at 90 % of the capacity",
                (c.answers - before[0]) + " answers in five seconds, limit " + c.limit.limit());
          }
          world.stop();
        });
  }

  private static Limit ours(long now) {
    AdaptiveLimit limit = new AdaptiveLimit(FIRST, 1, FIRST, Duration.ofSeconds(10), now);
    return new Limit() {
      @Override
      public int limit() {
        return limit.limit();
      }

      @Override
      public void answered(long sent, int inFlight, long at) {
        limit.answered(sent, inFlight, at);
      }

      @Override
      public void dropped() {
        limit.dropped();
      }
    };
  }

  /** A limit by the gradient of short and long answer times; drops are just long answers. */
  private static final class Gradient implements Limit {
    private static final double SMOOTH = 0.2;
    private static final double WINDOW = 600;

    private double limit = FIRST;
    private double usual;

    @Override
    public int limit() {
      return (int) limit;
    }

    @Override
    public void answered(long sent, int inFlight, long now) {
      sample(now - sent, inFlight);
    }

    @Override
    public void dropped() {
      sample(TIMEOUT.toNanos(), (int) limit);
    }

    private void sample(long took, int inFlight) {
      usual = usual == 0 ? took : usual + (took - usual) * 2 / (WINDOW + 1);
      if (inFlight < limit / 2) {
        return;
      }
      double gradient = Math.clamp(1.5 * usual / took, 0.5, 1);
      double next = limit * gradient + 4;
      limit = Math.clamp(limit * (1 - SMOOTH) + next * SMOOTH, 20, FIRST);
    }
  }

  private static final class Server implements Node {
    private long start;
    private final long[] busyUntil = new long[WORKERS];

    @Override
    public void start(Env env) {
      start = env.nanoTime();
      Arrays.fill(busyUntil, start);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      long now = env.nanoTime();
      if (!(message instanceof Ask(int number))) {
        return;
      }
      if (now - start >= STALLS.toNanos() && now - start < WORKS.toNanos()) {
        return;
      }
      int worker = 0;
      for (int i = 1; i < WORKERS; i++) {
        worker = busyUntil[i] - busyUntil[worker] < 0 ? i : worker;
      }
      long begins = busyUntil[worker] - now > 0 ? busyUntil[worker] : now;
      busyUntil[worker] = begins + WORK.toNanos();
      env.timer(busyUntil[worker] - now, new Done(from, number));
    }

    private record Done(Address to, int number) {}

    @Override
    public void timer(Env env, Object tag) {
      if (tag instanceof Done(var to, var number)) {
        env.send(to, new Answer(number));
      }
    }
  }

  private static final class Caller implements Node {
    private record Call(long sent, int inFlight, long timer) {}

    private final Address server;
    private final boolean naive;
    private final Map<Integer, Call> out = new TreeMap<>();
    private Limit limit = new Gradient();
    private int calls;
    private int dropsInARow;
    private long answers;

    Caller(Address server, boolean naive) {
      this.server = server;
      this.naive = naive;
    }

    boolean isHighAfterDrops() {
      return dropsInARow >= MANY_DROPS && limit.limit() > FEW;
    }

    @Override
    public void start(Env env) {
      limit = naive ? limit : ours(env.nanoTime());
      fill(env);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Answer(int number)) {
        Call call = out.remove(number);
        if (call != null) {
          env.cancel(call.timer());
          answers++;
          dropsInARow = 0;
          limit.answered(call.sent(), call.inFlight(), env.nanoTime());
          fill(env);
        }
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (out.remove((Integer) tag) != null) {
        dropsInARow++;
        limit.dropped();
        fill(env);
      }
    }

    private void fill(Env env) {
      while (out.size() < limit.limit()) {
        int number = calls++;
        long timer = env.timer(TIMEOUT, number);
        out.put(number, new Call(env.nanoTime(), out.size() + 1, timer));
        env.send(server, new Ask(number));
      }
    }
  }
}
