package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.explore.Program;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The bank crashes, and its next incarnation finds an empty disk. */
final class LostDiskWorld {
  static final String TOLD = "the ledger is whole, or the payer has been told that it cannot be";

  static final String PARKED = "what the payer was not told to be in a ledger is kept";

  private LostDiskWorld() {}

  /** A bank whose later incarnations have lost the disk. */
  private static final class Forgetful extends Ledger.Bank {
    private final SortedSet<Long> ever;

    Forgetful(Rules rules, SortedSet<Long> ever) {
      super(rules);
      this.ever = ever;
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      boolean taken = super.onMessage(session, stream, sequence, buffer, offset, length);
      if (taken) {
        ever.add(sequence);
      }
      return taken;
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
    return world -> build(world, rules, new TreeSet<>());
  }

  /** The same, and what no bank has seen has to be kept. */
  static Program keeping(Rules rules) {
    return world -> {
      SortedSet<Long> ever = new TreeSet<>();
      Address payer = build(world, rules, ever);
      world.always(
          PARKED, () -> !(world.instance(payer) instanceof Ledger.Payer p) || p.keepsAllBut(ever));
    };
  }

  private static Address build(World world, Rules rules, SortedSet<Long> ever) {
    world.model(partiallySynchronous().crashRecovery(1).fairLossLinks());
    Address bank = world.node("bank", () -> new Forgetful(rules, ever));
    Address payer = world.node("payer", () -> new Ledger.Payer(bank, 100, rules));
    world.healAfter(Duration.ofSeconds(20));
    world.eventually(
        TOLD,
        Duration.ofSeconds(60),
        () ->
            !(world.instance(payer) instanceof Ledger.Payer p)
                || !(world.instance(bank) instanceof Ledger.Bank b)
                || p.ended == SessionEnd.SESSION_LOST
                || b.orders.size() == 100
                // The payer may have lost a session of which nothing had been synced.
                || p.fresh());
    return payer;
  }
}
