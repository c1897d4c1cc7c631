package dev.faultline.explore;

import dev.faultline.core.Fault;
import dev.faultline.sim.Decision;
import dev.faultline.sim.FaultRates;
import dev.faultline.sim.FaultView;
import dev.faultline.sim.KeyedHash;
import dev.faultline.sim.Odds;
import dev.faultline.sim.QuietAdversary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes its decisions from several seeds in turn: a run that begins like one that was interesting,
 * and then goes another way. What the later seeds decide is on the tape, as departures from the
 * first.
 */
final class GuidedAdversary extends QuietAdversary implements Taping {
  /**
   * One stretch of a run.
   *
   * @param seed of its decisions
   * @param mix of its faults
   * @param until the first decision that is not its own
   */
  record Segment(long seed, FaultMix mix, long until) {}

  private final List<Segment> segments;
  private final Tape tape = new Tape();
  private long decisions;
  private int at;

  /** The segments in order; the last one has no end. */
  GuidedAdversary(List<Segment> segments) {
    super(segments.getFirst().seed());
    this.segments = segments;
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
    return segments.getFirst().mix().rates();
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
    long seed = segment().seed();
    boolean hit = Odds.hit(odds, KeyedHash.of(seed, kind.ordinal(), subject, ordinal));
    if (hit) {
      tape.add(new Departure.Struck(kind, subject, ordinal));
    }
    return hit;
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    Segment segment = segment();
    KeyedStream random =
        new KeyedStream(KeyedHash.of(segment.seed(), Decision.FAULT.ordinal(), 0, ordinal));
    if (!random.chance(segment.mix().chance())) {
      return null;
    }
    Fault fault = new FaultGenerator(segment.mix()).next(random, view);
    if (fault != null) {
      tape.add(new Departure.Faulted(ordinal, fault));
    }
    return fault;
  }
}
