package dev.faultline.bench.sim;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.core.BlockingEnv;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.Interleaving;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/**
 * What a decision inside a thread's turn costs, where the thread goes on: accesses to a field a
 * second in a world that asked for such decisions, and in one that did not.
 */
public final class DecisionBenchmark implements Benchmark {
  private static final int ACCESSES = 4_000_000;
  private static final int WARMUPS = 4;
  private static final int ROUNDS = 9;

  private int field;

  /** Decides by hashing, as strategies do, and never for a switch. */
  private static final class Deciding extends QuietAdversary {
    Deciding() {
      super(1);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return Odds.hit(odds >>> 40, hash(kind, subject, ordinal));
    }
  }

  @Override
  public String name() {
    return "decisions";
  }

  @Override
  public String description() {
    return "accesses to a field a second, with a decision before each and without";
  }

  @Override
  public void run(List<String> args) {
    new Rounds("accesses/s")
        .add("classes as they are", world(Interleaving.NONE))
        .run(WARMUPS, ROUNDS);
    new Rounds("accesses/s")
        .add("a decision before each", world(Interleaving.fieldsOf("dev.faultline.bench.sim")))
        .add("rewritten, in a world that did not ask", world(Interleaving.NONE))
        .run(WARMUPS, ROUNDS);
  }

  private DoubleSupplier world(Interleaving interleaving) {
    return () -> {
      World world = new World(new Deciding(), WorldOptions.DEFAULT);
      world.interleave(interleaving);
      world.blockingNode("node", this::access);
      long before = System.nanoTime();
      var result = world.run();
      long nanos = System.nanoTime() - before;
      if (result.violation() != null || field != ACCESSES / 2) {
        throw new AssertionError("the world did not do the work: " + result);
      }
      return Rounds.perSecond(ACCESSES, nanos);
    };
  }

  /** Each increment reads the field, and writes it. */
  private void access(BlockingEnv env) {
    Thread.startVirtualThread(LockSupport::park); // A thread that is alone decides nothing.
    Thread.yield();
    field = 0;
    for (int i = 0; i < ACCESSES / 2; i++) {
      field++;
    }
  }
}
