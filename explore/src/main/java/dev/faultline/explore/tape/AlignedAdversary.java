package dev.faultline.explore.tape;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets faults strike at their times and not by their numbers: where a fault is gone that made a
 * node send more or fewer messages than it would have, all that is numbered behind it means
 * something else. What it applied has the numbers of the new run, so that it replays like any
 * other.
 */
public final class AlignedAdversary extends QuietAdversary {
  /** A departure, and when it happened. */
  public record Timed(Departure departure, long nanos) {}

  private record Place(Decision kind, long subject) {}

  private final ReplayAdversary others;
  private final Tape tape;
  private final long earlyNanos;
  private final Map<Place, Deque<Timed>> struck = new LinkedHashMap<>();
  private final Map<Long, Deque<Timed>> faults = new LinkedHashMap<>();
  private final List<Timed> applied = new ArrayList<>();
  private LongSupplier clock = () -> 0;

  /**
   * An adversary for one world.
   *
   * @param tape which says the order and what is calm; its departures do not count
   * @param departures in the order of their times
   * @param earlyNanos by how much a departure may come before its time
   */
  public AlignedAdversary(
      long seed, FaultRates rates, Tape tape, List<Timed> departures, long earlyNanos) {
    super(seed);
    this.tape = tape;
    this.earlyNanos = earlyNanos;
    List<Departure> numbered = new ArrayList<>();
    for (Timed each : departures) {
      switch (each.departure()) {
        case Departure.Struck(var kind, var subject, var ordinal)
            when kind.role() != Decision.Role.LEFT_OUT ->
            struck.computeIfAbsent(new Place(kind, subject), place -> new ArrayDeque<>()).add(each);
        case Departure.Faulted(var subject, var ordinal, var fault) when subject != 0 ->
            faults.computeIfAbsent(subject, node -> new ArrayDeque<>()).add(each);
        case Departure other -> numbered.add(other);
      }
    }
    this.others = new ReplayAdversary(seed, rates, tape.withDepartures(numbered));
  }

  /** From now on times are those of that clock, which counts nanoseconds. */
  public void clock(LongSupplier clock) {
    this.clock = clock;
    others.clock(clock);
  }

  /** The tape of the run, in the order in which things happened. */
  public Tape applied() {
    List<Timed> all = new ArrayList<>(others.timed());
    all.addAll(applied);
    all.sort(Comparator.comparingLong(Timed::nanos));
    return tape.withDepartures(all.stream().map(Timed::departure).toList());
  }

  private @Nullable Timed due(@Nullable Deque<Timed> waiting) {
    Timed first = waiting == null ? null : waiting.peek();
    return first != null && clock.getAsLong() >= first.nanos() - earlyNanos ? first : null;
  }

  private void apply(Deque<Timed> waiting, Departure now) {
    waiting.remove();
    applied.add(new Timed(now, clock.getAsLong()));
  }

  @Override
  public FaultRates rates() {
    return others.rates();
  }

  @Override
  public EventOrder order() {
    return tape.order();
  }

  @Override
  public long choose(Decision kind, long subject, long ordinal, long bound) {
    return others.choose(kind, subject, ordinal, bound);
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    Deque<Timed> waiting = struck.get(new Place(kind, subject));
    if (waiting != null && due(waiting) != null) {
      apply(waiting, new Departure.Struck(kind, subject, ordinal));
      return true;
    }
    return others.strikes(kind, subject, ordinal, odds);
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    return others.fault(ordinal, view);
  }

  @Override
  public long nextPoint(long node, long from) {
    Deque<Timed> waiting = faults.get(node);
    return waiting == null || waiting.isEmpty() ? Long.MAX_VALUE : from;
  }

  @Override
  public @Nullable Fault faultAt(String node, long point, FaultView view) {
    long subject = Subjects.node(node);
    Deque<Timed> waiting = faults.get(subject);
    Timed due = due(waiting);
    if (waiting == null
        || due == null
        || !(due.departure() instanceof Departure.Faulted(var at, var ordinal, var fault))
        || !view.legal(fault)) {
      return null;
    }
    apply(waiting, new Departure.Faulted(subject, point, fault));
    return fault;
  }
}
