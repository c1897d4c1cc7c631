package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A server stands still for seven seconds and then answers all that was asked meanwhile. Some
 * callers are patient and get those answers; some die and never report. Resilience4j 544, 903 and
 * 935, Failsafe 391, Hystrix 1621.
 */
public final class BreakerWorld {
  private static final int PROBES = 2;
  private static final Duration HEALED = Duration.ofSeconds(25);
  private static final Duration OPEN = Duration.ofSeconds(4);

  private record Ask(int number) {}

  private record Answer(int number) {}

  /** What the caller knows of a breaker. */
  public interface Breaker {
    /** A permit, or {@link CircuitBreaker#REFUSED}. */
    long tryAcquire(long now);

    /** How the call of a permit ended. */
    void report(long permit, Outcome outcome, long now);

    /** What it does with calls. */
    State state(long now);
  }

  private BreakerWorld() {}

  static void build(World world, boolean naive) {
    build(world, env -> naive ? new NaiveBreaker(PROBES) : ours(env.nanoTime()));
  }

  /**
   * Sets the world up with a breaker that opens at half of ten calls, for four seconds, and has two
   * probes.
   */
  public static void build(World world, Function<Env, Breaker> make) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    Address server = world.node("server", Server::new);
    NodeHandle<Caller> caller = world.node("caller", () -> new Caller(server, make, world::healed));
    world.always(
        "a breaker that is half open lets two probes out", caller, c -> c.probes <= PROBES);
    world.always(
        "only its probes close a breaker that is half open", caller, c -> !c.closedByOthers);
    world.healAfter(HEALED);
    world.eventually(
        "calls pass again", Duration.ofSeconds(60), caller, c -> c.seen == State.CLOSED);
  }

  private static Breaker ours(long now) {
    BreakerSettings settings =
        BreakerSettings.DEFAULT
            .withWindow(Duration.ofSeconds(10), 10)
            .withOpen(OPEN, OPEN)
            .withProbes(PROBES)
            .withPermitLife(Duration.ofSeconds(10));
    CircuitBreaker breaker = new CircuitBreaker(settings, 1, now);
    return new Breaker() {
      @Override
      public long tryAcquire(long at) {
        return breaker.tryAcquire(at);
      }

      @Override
      public void report(long permit, Outcome outcome, long at) {
        breaker.report(permit, outcome, at);
      }

      @Override
      public State state(long at) {
        return breaker.state(at);
      }
    };
  }

  private static final class Server implements Node {
    private static final long STALLS = Duration.ofSeconds(5).toNanos();
    private static final long WORKS = Duration.ofSeconds(12).toNanos();

    private record Held(Address from, int number) {}

    private final List<Held> held = new ArrayList<>();
    private long start;

    @Override
    public void start(Env env) {
      start = env.nanoTime();
      env.timer(WORKS, "works again");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Ask(int number)) {
        long time = env.nanoTime() - start;
        if (time >= STALLS && time < WORKS) {
          held.add(new Held(from, number));
        } else {
          env.send(from, new Answer(number));
        }
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      held.forEach(each -> env.send(each.from(), new Answer(each.number())));
      held.clear();
    }
  }

  private static final class Caller implements Node {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENT = Duration.ofSeconds(9);
    private static final Duration HASTY = Duration.ofMillis(500);

    private record Call(long permit, boolean isProbe) {}

    private final Address server;
    private final Function<Env, Breaker> make;
    private final BooleanSupplier healed;
    private final Map<Integer, Call> out = new TreeMap<>();
    private Breaker breaker = new NaiveBreaker(PROBES);
    private int calls;
    private State seen = State.CLOSED;
    private long lookedNanos;
    private int probes;
    private int probesAnswered;
    private boolean closedByOthers;

    Caller(Address server, Function<Env, Breaker> make, BooleanSupplier healed) {
      this.server = server;
      this.make = make;
      this.healed = healed;
    }

    @Override
    public void start(Env env) {
      breaker = make.apply(env);
      lookedNanos = env.nanoTime();
      env.timer(PAUSE, "next");
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag instanceof Integer number) {
        end(env, number, Outcome.TIMEOUT);
        return;
      }
      env.timer(PAUSE, "next");
      look(env);
      long permit = breaker.tryAcquire(env.nanoTime());
      if (permit == CircuitBreaker.REFUSED) {
        return;
      }
      // Some breakers become half open only when they are asked.
      look(env);
      boolean isProbe = seen == State.HALF_OPEN;
      probes += isProbe ? 1 : 0;
      int number = calls++;
      env.send(server, new Ask(number));
      boolean dies = !healed.getAsBoolean() && env.random().nextInt(8) == 0;
      if (!dies) {
        out.put(number, new Call(permit, isProbe));
        env.timer(number % 3 == 0 ? PATIENT : HASTY, number);
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Answer(int number)) {
        end(env, number, Outcome.SUCCESS);
      }
    }

    private void end(Env env, int number, Outcome outcome) {
      look(env);
      Call call = out.remove(number);
      if (call != null) {
        probesAnswered += call.isProbe() && outcome == Outcome.SUCCESS ? 1 : 0;
        breaker.report(call.permit(), outcome, env.nanoTime());
        look(env);
      }
    }

    private void look(Env env) {
      long nanos = env.nanoTime();
      State now = breaker.state(nanos);
      if (now == seen) {
        // While the caller was paused, it may have opened and become half open again: new probes.
        probes = nanos - lookedNanos >= OPEN.toNanos() ? 0 : probes;
        lookedNanos = nanos;
        return;
      }
      lookedNanos = nanos;
      closedByOthers |= seen == State.HALF_OPEN && now == State.CLOSED && probesAnswered < PROBES;
      seen = now;
      probes = 0;
      probesAnswered = 0;
      env.remark("the breaker is " + now);
      env.signal("state", now.ordinal());
    }
  }
}
