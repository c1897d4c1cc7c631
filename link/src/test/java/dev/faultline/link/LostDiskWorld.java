package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.explore.Program;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;

/** The bank crashes, and its next incarnation finds an empty disk. */
final class LostDiskWorld {
  static final String TOLD = "the ledger is whole, or the payer has been told that it cannot be";

  private LostDiskWorld() {}

  /** A bank whose later incarnations have lost the disk. */
  private static final class Forgetful extends Ledger.Bank {
    Forgetful(Rules rules) {
      super(rules);
    }

    @Override
    public void start(Env env) {
      if (env.incarnation() > 1) {
        for (String key : List.copyOf(env.store().range("", "\uffff").keySet())) {
          env.store().remove(key);
        }
        env.store().sync();
      }
      super.start(env);
    }
  }

  static Program program(Rules rules) {
    return world -> build(world, rules);
  }

  private static void build(World world, Rules rules) {
    world.model(partiallySynchronous().crashRecovery(1).fairLossLinks());
    Address bank = world.node("bank", () -> new Forgetful(rules));
    Address payer = world.node("payer", () -> new Ledger.Payer(bank, 100, rules));
    world.healAfter(Duration.ofSeconds(20));
    world.eventually(
        Duration.ofSeconds(60),
        TOLD,
        () ->
            !(world.instance(payer) instanceof Ledger.Payer p)
                || !(world.instance(bank) instanceof Ledger.Bank b)
                || p.ended == SessionEnd.SESSION_LOST
                || b.orders.size() == 100
                // The payer may have lost a session of which nothing had been synced.
                || p.fresh());
  }
}
