package dev.faultline.explore.search;

import dev.faultline.core.Fault;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.explore.tape.Taping;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.base.KeyedHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets faults strike at random, from the seed, with the frequencies of a {@link FaultMix}; keeps
 * the tape.
 */
public class RandomAdversary extends QuietAdversary implements Taping {
  private static final int PACE = 0x9A;

  private final FaultMix mix;
  private final Focus focus;
  private final FaultGenerator generator;
  private final Tape tape;
  private final boolean taped;

  public RandomAdversary(long seed, FaultMix mix) {
    this(seed, mix, EventOrder.TIME);
  }

  public RandomAdversary(long seed, FaultMix mix, EventOrder order) {
    this(seed, mix, Focus.NONE, order, true);
  }

  /** One for a world of swarm testing, which draws its own mix and focus from the full mix. */
  static RandomAdversary swarm(long seed, FaultMix full) {
    return new RandomAdversary(
        seed, SwarmMix.of(seed, full), Focus.of(seed), EventOrder.TIME, true);
  }

  /**
   * One that may do without a tape.
   *
   * @param focus on some nodes
   * @param taped whether departures go onto the tape, which stays empty otherwise
   */
  public RandomAdversary(long seed, FaultMix mix, Focus focus, EventOrder order, boolean taped) {
    super(seed);
    this.focus = focus;
    this.taped = taped;
    this.tape = new Tape(List.of(), List.of(), order);
    this.mix = mix;
    this.generator = new FaultGenerator(mix);
  }

  @Override
  public Tape tape() {
    return tape;
  }

  @Override
  public FaultRates rates() {
    return mix.rates();
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    boolean hit = Odds.hit(odds, hash(kind, subject, ordinal));
    if (hit && taped) {
      tape.add(new Departure.Struck(kind, subject, ordinal));
    }
    return hit;
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    KeyedStream random = new KeyedStream(hash(Decision.FAULT, 0, ordinal));
    if (!random.chance(mix.chance())) {
      return null;
    }
    Fault fault = generator.next(random, view);
    if (fault != null && taped) {
      tape.add(new Departure.Faulted(ordinal, fault));
    }
    return fault;
  }

  @Override
  public long nextPoint(long node, long from) {
    return Pace.next(
        new KeyedStream(KeyedHash.of(seed(), PACE, node, from)),
        mix.effectivePace() * focus.times(node),
        from);
  }

  @Override
  public @Nullable Fault faultAt(String node, long point, FaultView view) {
    long subject = Subjects.node(node);
    Fault fault = generator.at(node, new KeyedStream(hash(Decision.FAULT, subject, point)), view);
    if (fault != null && taped) {
      tape.add(new Departure.Faulted(subject, point, fault));
    }
    return fault;
  }
}
