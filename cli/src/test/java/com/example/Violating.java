package com.example;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts pings, and is violated as soon as one is lost. */
public final class Violating extends Toy {
  /** Stands for a new version of the program in which the bug is gone. */
  public static volatile boolean fixed;

  /** Stands for a new version of the program that throws where it was wrong before. */
  public static volatile boolean throwing;

  /** So many worlds can still be set up; then that fails. */
  public static final AtomicInteger SETUPS = new AtomicInteger(Integer.MAX_VALUE);

  /** Stands for a new version of the program whose nodes are others. */
  public static volatile boolean renamed;

  /** Stands for a new version of the program that sends nothing any more. */
  public static volatile boolean silent;

  @Override
  public List<Setting> settings() {
    return List.of(new Setting("pings", "50", "how many pings are sent"));
  }

  @Override
  public Program program(Settings settings) {
    int pings = settings.number("pings", 1, 1000);
    return world -> build(world, pings);
  }

  private static void build(World world, int pings) {
    boolean isFixed = fixed;
    if (SETUPS.decrementAndGet() < 0) {
      throw new IllegalStateException("no more worlds");
    }
    // No ping overtakes another one: they are further apart than the longest delay.
    world.model(SystemModel.synchronous(Duration.ofMillis(20), 1, 0).fairLossLinks());
    Address receiver = world.node("receiver", Receiver::new);
    world.node(renamed ? "pinger" : "sender", () -> new Sender(receiver, pings));
    world.always(
        "no ping is missed",
        () -> isFixed || !(world.instance(receiver) instanceof Receiver r) || !r.missed);
    world.sometimes("a ping arrives", () -> world.nowNanos() > 0);
    world.sometimes("pigs fly", () -> false);
  }

  private static final class Receiver implements Node {
    private int last;
    private boolean missed;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      int ping = (Integer) message;
      missed |= ping > last + 1;
      if (missed && throwing) {
        throw new IllegalStateException("missed a ping");
      }
      last = Math.max(last, ping);
    }
  }

  private static final class Sender implements Node {
    private final Address receiver;
    private final int pings;
    private int sent;

    Sender(Address receiver, int pings) {
      this.receiver = receiver;
      this.pings = pings;
    }

    @Override
    public void start(Env env) {
      if (!silent) {
        env.timer(Duration.ofMillis(100), "ping");
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(receiver, ++sent);
      if (sent < pings) {
        env.timer(Duration.ofMillis(100), "ping");
      }
    }
  }
}
