package dev.faultline.explore.search;

import dev.faultline.core.Fault;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.explore.tape.Taping;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.base.KeyedHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes its decisions from several seeds in turn: a run that begins like one that was interesting,
 * and then goes another way. What the later seeds decide is on the tape, as departures from the
 * first.
 */
final class GuidedAdversary extends QuietAdversary implements Taping {
  private static final int PACE = 0x9A;

  /** Small faults never strike more often than this, however much a segment asks for. */
  private static final long MOST_OFTEN = Odds.ALWAYS / 2;

  /**
   * One stretch of a run.
   *
   * @param seed of its decisions
   * @param mix of its faults
   * @param boost how many times more often than usual faults strike
   * @param until the first decision that is not its own
   */
  record Segment(long seed, FaultMix mix, int boost, long until) {
    /** On which nodes; a matter of the seed, as the mix is. */
    Focus focus() {
      return Focus.of(seed);
    }

    Segment endingAt(long decision) {
      return new Segment(seed, mix, boost, Math.min(until, decision));
    }
  }

  private final List<Segment> segments;
  private final FaultRates rates;
  private final Tape tape = new Tape();
  private long decisions;
  private int at;

  /**
   * An adversary that follows the segments in order.
   *
   * @param segments of which the last one has no end
   * @param rates of the world: they are fixed before it starts, so that a kind that they leave out
   *     could never strike in any segment
   */
  GuidedAdversary(List<Segment> segments, FaultRates rates) {
    super(segments.getFirst().seed());
    this.segments = segments;
    this.rates = rates;
  }

  List<Segment> segments() {
    return segments;
  }

  /** How many decisions have been taken. */
  long decisions() {
    return decisions;
  }

  private Segment segment() {
    decisions++;
    while (at < segments.size() - 1 && decisions > segments.get(at).until()) {
      at++;
    }
    return segments.get(at);
  }

  @Override
  public Tape tape() {
    return tape;
  }

  @Override
  public FaultRates rates() {
    return rates;
  }

  @Override
  public long choose(Decision kind, long subject, long ordinal, long bound) {
    Segment segment = segment();
    long usual = super.choose(kind, subject, ordinal, bound);
    if (segment.seed() == seed()) {
      return usual;
    }
    long hash = KeyedHash.of(segment.seed(), kind.ordinal(), subject, ordinal);
    long value = bound == 0 ? hash : KeyedHash.below(bound, hash);
    if (value != usual) {
      tape.add(new Departure.Chosen(kind, subject, ordinal, value));
    }
    return value;
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    if (odds == Odds.NEVER) {
      return false;
    }
    Segment segment = segment();
    boolean hit =
        Odds.hit(
            odds(segment, kind, odds),
            KeyedHash.of(segment.seed(), kind.ordinal(), subject, ordinal));
    if (hit) {
      tape.add(new Departure.Struck(kind, subject, ordinal));
    }
    return hit;
  }

  /** What the world takes from its rates is the segment's to say; what a fault does is not. */
  private long odds(Segment segment, Decision kind, long odds) {
    if (odds != Odds.of(rate(rates, kind))) {
      return odds;
    }
    return Math.min(
        MOST_OFTEN, Odds.of(Math.min(1, rate(segment.mix().rates(), kind) * segment.boost())));
  }

  private static double rate(FaultRates rates, Decision kind) {
    return switch (kind) {
      case LOSS -> rates.loss();
      case DUPLICATION -> rates.duplication();
      case CORRUPTION -> rates.corruption();
      default -> 0;
    };
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    Segment segment = segment();
    KeyedStream random =
        new KeyedStream(KeyedHash.of(segment.seed(), Decision.FAULT.ordinal(), 0, ordinal));
    if (!random.chance(Math.min(1, segment.mix().chance() * segment.boost()))) {
      return null;
    }
    Fault fault = new FaultGenerator(segment.mix()).next(random, view);
    if (fault != null) {
      tape.add(new Departure.Faulted(ordinal, fault));
    }
    return fault;
  }

  /** The pace is that of the segment in which the incarnation starts, or the last strike was. */
  @Override
  public long nextPoint(long node, long from) {
    Segment segment = segment();
    return Pace.next(
        new KeyedStream(KeyedHash.of(segment.seed(), PACE, node, from)),
        segment.mix().effectivePace() * segment.boost() * segment.focus().times(node),
        from);
  }

  @Override
  public @Nullable Fault faultAt(String node, long point, FaultView view) {
    Segment segment = segment();
    long subject = Subjects.node(node);
    KeyedStream random =
        new KeyedStream(KeyedHash.of(segment.seed(), Decision.FAULT.ordinal(), subject, point));
    Fault fault = new FaultGenerator(segment.mix()).at(node, random, view);
    if (fault != null) {
      tape.add(new Departure.Faulted(subject, point, fault));
    }
    return fault;
  }
}
