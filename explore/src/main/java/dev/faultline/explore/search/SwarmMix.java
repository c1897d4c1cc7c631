package dev.faultline.explore.search;

import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.base.KeyedHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Swarm testing (Groce, Zhang, Eide, Chen, Regehr, ISSTA 2012): each seed first draws which faults
 * exist at all and how often they strike, because a fault that is always possible keeps others from
 * showing what they can do.
 */
public final class SwarmMix {
  private static final int SWARM = 0x5A;
  private static final int CRASH_LOOP = 0xC7;
  private static final int ONE_CRASH_LOOP_IN = 3;

  private SwarmMix() {}

  /** Whether the nodes of that world crash again and again. */
  public static boolean loops(long seed) {
    return KeyedHash.below(ONE_CRASH_LOOP_IN, KeyedHash.of(seed, CRASH_LOOP, 0, 0)) == 0;
  }

  /** The mix of one world, within {@code full}. */
  public static FaultMix of(long seed, FaultMix full) {
    KeyedStream random = new KeyedStream(KeyedHash.of(seed, SWARM, 0, 0));
    KeyedStream ofDisks = new KeyedStream(KeyedHash.of(seed, SWARM, 1, 0));
    List<FaultKind> kinds = half(full.kinds(), random, ofDisks);
    FaultRates most = full.rates();
    Duration interval =
        Duration.ofNanos(
            random.logUniform(
                Math.max(1, most.faultInterval().toNanos() / 2),
                Math.max(1, most.faultInterval().toNanos() * 4)));
    FaultRates rates =
        new FaultRates(
            rate(random, most.loss()),
            rate(random, most.duplication()),
            rate(random, most.corruption()),
            most.faultInterval().isZero() ? Duration.ZERO : interval);
    FaultMix usual =
        full.withKinds(kinds)
            .withRates(rates)
            .withChance(Math.min(1, full.chance() * (0.5 + 2 * random.fraction())))
            .withPace(full.pace() * random.logUniform(100, 15_000) / 1000.0);
    return loops(seed) ? crashLoop(random, ofDisks, full, usual) : usual;
  }

  /**
   * Nodes that crash every few steps and are back at once, as under a supervisor that starts them
   * again: between a message and the sync after it a crash falls sooner or later, and what the
   * message led to is still under way. Where the model allows one crash at a time, a long one is
   * all that a world gets.
   */
  private static FaultMix crashLoop(
      KeyedStream random, KeyedStream ofDisks, FaultMix full, FaultMix world) {
    if (!full.kinds().contains(FaultKind.CRASH)) {
      return world;
    }
    List<FaultKind> kinds = new ArrayList<>(List.of(FaultKind.CRASH));
    kinds.addAll(half(world.kinds(), random, ofDisks));
    Duration longest = full.shortest().multipliedBy(2);
    return world
        .withKinds(kinds)
        .withPace(full.pace() * random.logUniform(1_000, 6_000) / 1000.0)
        .withDurations(
            full.shortest(), longest.compareTo(full.longest()) < 0 ? longest : full.longest());
  }

  /**
   * Each with a chance of one half; those of disks are drawn apart, so that a world without files
   * is the same whatever disks may do.
   */
  private static List<FaultKind> half(
      List<FaultKind> kinds, KeyedStream random, KeyedStream ofDisks) {
    List<FaultKind> some = new ArrayList<>();
    for (FaultKind kind : kinds) {
      KeyedStream stream = kind.trouble() == null ? random : ofDisks;
      if (stream.chance(0.5)) {
        some.add(kind);
      }
    }
    return some;
  }

  /** None at all in half of the worlds, else from a tenth of the full rate to four times it. */
  private static double rate(KeyedStream random, double full) {
    boolean exists = random.chance(0.5);
    double times = random.logUniform(100, 4000) / 1000.0;
    return exists ? Math.min(0.9, full * times) : 0;
  }
}
