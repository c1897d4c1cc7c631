package dev.faultline.junit;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;

/** A till that charges a card again when the acknowledgement gets lost. */
final class Sample {
  static final class Bank implements Node {
    private final boolean careful;
    int charged;

    Bank(boolean careful) {
      this.careful = careful;
    }

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      charged = careful ? 1 : charged + 1;
      env.send(from, "charged");
    }
  }

  static final class Till implements Node {
    private boolean done;

    @Override
    public void start(Env env) {
      charge(env);
    }

    private static void charge(Env env) {
      env.send(env.address("bank"), "charge");
      env.timer(1_000_000_000L, "retry");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      done = true;
    }

    @Override
    public void timer(Env env, Object tag) {
      if (!done) {
        charge(env);
      }
    }
  }

  private Sample() {}

  static void build(World world, SystemModel model) {
    build(world, model, false);
  }

  /** The bank that looks whether it has charged before is right. */
  static void build(World world, SystemModel model, boolean careful) {
    world.model(model);
    NodeHandle<Bank> bank = world.node("bank", () -> new Bank(careful));
    world.client("till", Till::new);
    world.always("charged at most once", bank, running -> running.charged <= 1);
  }
}
