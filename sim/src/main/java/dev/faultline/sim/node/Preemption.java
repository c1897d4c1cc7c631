package dev.faultline.sim.node;

import dev.faultline.agent.Interleavings;
import dev.faultline.agent.Machine;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.setup.Interleaving;

/**
 * Whether a thread of a blocking node gives up its turn before it touches what threads may share.
 * In a world by time that is a rare event, and how rare is drawn once a world: some bugs take one
 * switch at one place, others many. Where the adversary orders events it always happens, so that
 * the order of such accesses is the adversary's too.
 */
public final class Preemption {
  private static final long[] ODDS = {
    Odds.of(1.0 / 64), Odds.of(1.0 / 16), Odds.of(1.0 / 4), Odds.of(1.0 / 2)
  };

  private final Adversary adversary;
  private final Interleaving where;
  private final boolean always;
  private final long odds;
  private final long bits;

  public Preemption(Adversary adversary, Interleaving where) {
    this.adversary = adversary;
    this.where = where;
    this.always = adversary.order() != EventOrder.TIME;
    this.odds =
        where.synchronisation() && !always
            ? ODDS[(int) adversary.choose(Decision.PREEMPTION_ODDS, 0, 0, ODDS.length)]
            : Odds.NEVER;
    this.bits = where.synchronisation() ? Interleavings.askFor(where.packages()) : 0;
  }

  /** Lets threads of a machine that has just booted be interrupted, if the world wants that. */
  public void boot(Machine machine) {
    if (where.synchronisation()) {
      machine.interleave(bits);
    }
  }

  /** Whether the adversary orders accesses, so that each gives up its turn. */
  public boolean orders() {
    return always;
  }

  public boolean strikes(SimNode node) {
    return always || adversary.strikes(Decision.PREEMPTION, node.subject, node.preemptions++, odds);
  }
}
