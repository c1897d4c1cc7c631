package dev.faultline.junit.user;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.junit.WorldTest;
import dev.faultline.sim.World;

/** A user's test class, in a package of its own as users' classes are. */
public final class Lossy {
  private static final class Ear implements Node {
    int heard;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      heard++;
    }
  }

  @WorldTest(worlds = 1, time = "1s")
  void nobody_hears_anything(World world) {
    world.model(SystemModel.partiallySynchronous());
    Address ear = world.node("ear", Ear::new);
    world.client("mouth", () -> (Node) env -> env.timer(1_000_000, "speak"));
    demand(world, ear);
  }

  private static void demand(World world, Address ear) {
    world.always("nobody is up", () -> world.instance(ear) == null);
  }
}
