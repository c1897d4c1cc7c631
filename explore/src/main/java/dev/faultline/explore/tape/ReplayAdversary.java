package dev.faultline.explore.tape;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes the decisions that a tape holds, and the defaults of the seed for all others. */
public final class ReplayAdversary extends QuietAdversary {
  private record Key(Decision kind, long subject, long ordinal) {}

  private final List<Departure> departures;

  /** When each was applied. */
  private final Map<Key, Long> applied = new LinkedHashMap<>();

  private LongSupplier clock = () -> 0;
  private final List<Departure.Struck> omissible = new ArrayList<>();

  /** In the place of an event's key: the run ends here. */
  public static final long END = 0;

  private final EventOrder order;
  private final FaultRates rates;
  private final Set<Key> struck = new LinkedHashSet<>();
  private final Map<Key, Long> chosen = new LinkedHashMap<>();
  private final Set<Decision> calm = EnumSet.noneOf(Decision.class);
  private final Map<Long, Fault> faults = new LinkedHashMap<>();
  private final Map<Long, NavigableMap<Long, Fault>> faultsAtPoints = new LinkedHashMap<>();

  public ReplayAdversary(long seed, FaultRates rates, Tape tape) {
    super(seed);
    this.rates = rates;
    this.order = tape.order();
    this.calm.addAll(tape.calm());
    this.departures = tape.departures();
    for (Departure departure : tape.departures()) {
      switch (departure) {
        case Departure.Struck(var kind, var subject, var ordinal) ->
            struck.add(new Key(kind, subject, ordinal));
        case Departure.Chosen(var kind, var subject, var ordinal, var value) ->
            chosen.put(new Key(kind, subject, ordinal), value);
        case Departure.Faulted(var subject, var ordinal, var fault) when subject == 0 ->
            faults.put(ordinal, fault);
        case Departure.Faulted(var subject, var ordinal, var fault) ->
            faultsAtPoints.computeIfAbsent(subject, node -> new TreeMap<>()).put(ordinal, fault);
      }
    }
  }

  @Override
  public FaultRates rates() {
    return rates;
  }

  @Override
  public EventOrder order() {
    return order;
  }

  /** The event on the tape; the earliest where the tape says nothing, or names one that is gone. */
  @Override
  public int next(long ordinal, Agenda agenda) {
    Key decision = new Key(Decision.NEXT_EVENT, 0, ordinal);
    Long key = chosen.get(decision);
    if (key == null) {
      return 0;
    }
    int index = key == END ? -1 : agenda.indexOf(key);
    if (key != END && index < 0) {
      return 0;
    }
    applied.putIfAbsent(decision, clock.getAsLong());
    return index;
  }

  @Override
  public long choose(Decision kind, long subject, long ordinal, long bound) {
    if (!chosen.isEmpty()) {
      Key decision = new Key(kind, subject, ordinal);
      Long value = chosen.get(decision);
      if (value != null) {
        applied.putIfAbsent(decision, clock.getAsLong());
        return bound == 0 ? value : Math.clamp(value, 0, bound - 1);
      }
    }
    if (calm.contains(kind)) {
      return 0;
    }
    return super.choose(kind, subject, ordinal, bound);
  }

  /** The clients and operations that the run asked about and that were not left out. */
  public List<Departure.Struck> omissible() {
    return omissible;
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    Key decision = new Key(kind, subject, ordinal);
    if (struck.contains(decision)) {
      applied.putIfAbsent(decision, clock.getAsLong());
      return true;
    }
    if (odds == Odds.NEVER) {
      omissible.add(new Departure.Struck(kind, subject, ordinal));
    }
    return odds == Odds.ALWAYS;
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    Fault fault = faults.get(ordinal);
    if (fault == null || !view.legal(fault)) {
      return null;
    }
    applied.putIfAbsent(key(new Departure.Faulted(ordinal, fault)), clock.getAsLong());
    return fault;
  }

  @Override
  public long nextPoint(long node, long from) {
    NavigableMap<Long, Fault> points = faultsAtPoints.get(node);
    Long next = points == null ? null : points.ceilingKey(from);
    return next == null ? Long.MAX_VALUE : next;
  }

  @Override
  public @Nullable Fault faultAt(String node, long point, FaultView view) {
    long subject = Subjects.node(node);
    NavigableMap<Long, Fault> points = faultsAtPoints.get(subject);
    Fault fault = points == null ? null : points.get(point);
    if (fault == null || !view.legal(fault)) {
      return null;
    }
    applied.putIfAbsent(key(new Departure.Faulted(subject, point, fault)), clock.getAsLong());
    return fault;
  }

  /**
   * The departures that made a difference: the others are about decisions that this run never came
   * to, or about faults that were not possible when their moment came. Without them the run is the
   * same.
   */
  public List<Departure> applied() {
    return departures.stream().filter(departure -> applied.containsKey(key(departure))).toList();
  }

  /** From now on {@link #timed} says times of that clock, which counts nanoseconds. */
  public void clock(LongSupplier clock) {
    this.clock = clock;
  }

  /** The departures that made a difference, with their times, in the order of these. */
  public List<AlignedAdversary.Timed> timed() {
    List<AlignedAdversary.Timed> timed = new ArrayList<>();
    for (Departure departure : departures) {
      Long nanos = applied.get(key(departure));
      if (nanos != null) {
        timed.add(new AlignedAdversary.Timed(departure, nanos));
      }
    }
    timed.sort(Comparator.comparingLong(AlignedAdversary.Timed::nanos));
    return timed;
  }

  private static Key key(Departure departure) {
    return switch (departure) {
      case Departure.Struck(var kind, var subject, var ordinal) -> new Key(kind, subject, ordinal);
      case Departure.Chosen(var kind, var subject, var ordinal, var value) ->
          new Key(kind, subject, ordinal);
      case Departure.Faulted(var subject, var ordinal, var fault) ->
          new Key(Decision.FAULT, subject, ordinal);
    };
  }
}
