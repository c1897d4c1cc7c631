package dev.faultline.examples.interleavings;

import dev.faultline.core.Address;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.util.function.LongUnaryOperator;

/**
 * A counter x that starts at 1, and two threads without a lock: one adds 2, the other doubles. Each
 * reads x and then writes it, so x ends as 2, 3, 4 or 6 (Petrov, Database Internals, figure 8-1).
 */
public final class Interleavings implements Scenario {
  @Override
  public String name() {
    return "interleavings";
  }

  @Override
  public String description() {
    return "Two threads and one counter without a lock: every way in which it can end.";
  }

  @Override
  public int worlds() {
    return 10_000;
  }

  @Override
  public Strategy strategy() {
    return Strategy.EXHAUSTIVE;
  }

  @Override
  public Program program(Settings settings) {
    return Interleavings::build;
  }

  private static void build(World world) {
    world.model(SystemModel.asynchronous());
    NodeHandle<Memory> memory = world.node("x", () -> new Memory(1));
    thread(world, memory, "adds-2", x -> x + 2);
    thread(world, memory, "doubles", x -> 2 * x);
    world.outcome(() -> {
      Memory x = memory.state();
      return x == null ? null : Long.toString(x.value());
    });
  }

  private static void thread(World world, Address memory, String name, LongUnaryOperator change) {
    world.node(name, () -> new Worker(memory, change));
  }
}
