package dev.faultline.sim.testing;

import dev.faultline.core.Address;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.trace.RecordedTrace;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A world whose trace is recorded, with the shorthands that tests want: times in milliseconds, no
 * jitter that nobody asked for.
 */
public final class Rig {
  public final RecordedTrace trace = new RecordedTrace();
  public final World world;

  /** Of the nodes that were added through this rig, in that order. */
  public final List<Address> addresses = new ArrayList<>();

  private Rig(Adversary adversary, Duration duration) {
    world = new World(adversary, WorldOptions.DEFAULT.withDuration(duration).withTracer(trace));
    world.startSpread(Duration.ZERO).timerLateness(Duration.ZERO).clockOffset(Duration.ZERO);
    world.threadLateness(Duration.ZERO).syncTime(Duration.ZERO);
    world.monotonicOrigin(Duration.ZERO);
    world.network().latency(Duration.ofMillis(1), Duration.ofMillis(1));
  }

  /** One simulated minute in which every decision takes its default. */
  public static Rig quiet() {
    return quiet(1);
  }

  public static Rig quiet(long seed) {
    return with(new QuietAdversary(seed));
  }

  public static Rig with(Adversary adversary) {
    return new Rig(adversary, Duration.ofSeconds(60));
  }

  public static Rig lasting(Duration duration) {
    return new Rig(new QuietAdversary(1), duration);
  }

  public Rig model(SystemModel model) {
    world.model(model);
    return this;
  }

  /** Adds a node; all its incarnations follow one script. */
  public Rig node(String name, Scripted node) {
    addresses.add(world.node(name, () -> new Follower(node)));
    return this;
  }

  private record Follower(Scripted script) implements Node {
    @Override
    public void start(Env env) {
      script.start(env);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      script.receive(env, from, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      script.timer(env, tag);
    }

    @Override
    public @Nullable ConnectionListener accept(Env env, Connection connection) {
      return script.accept(env, connection);
    }
  }

  /** Lets a fault strike so many milliseconds after the start. */
  public Rig fault(long atMillis, Fault fault) {
    world.fault(Duration.ofMillis(atMillis), fault);
    return this;
  }

  public Rig at(long atMillis, Runnable action) {
    world.at(Duration.ofMillis(atMillis), action);
    return this;
  }

  public WorldResult run() {
    return world.run();
  }

  /** Runs, and fails when the world did not end well. */
  public WorldResult runWell() {
    WorldResult result = world.run();
    if (result.violation() != null || result.inconclusive() != null) {
      throw new AssertionError("the world ended badly: " + result);
    }
    return result;
  }

  public List<TraceEvent.Delivered> delivered() {
    return trace.of(TraceEvent.Delivered.class);
  }

  public List<TraceEvent.Lost> lost() {
    return trace.of(TraceEvent.Lost.class);
  }

  public static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
