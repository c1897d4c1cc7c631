package dev.faultline.explore.exhaustive;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.ReplayAdversary;
import dev.faultline.explore.tape.Tape;
import dev.faultline.explore.tape.Taping;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes one path through a {@link ScheduleTree}; where the tree has not been yet, it grows. */
final class ScheduleAdversary extends QuietAdversary implements Taping {
  private static final int MAX_BRANCHES = 64;

  private final ScheduleTree tree;
  private final Strategy.Exhaustive strategy;
  private final FaultMix mix;
  private final SearchedFaults faults;
  private final FaultBudget budget;
  private final OpenDecisions open = new OpenDecisions();
  private final Set<String> limits = new LinkedHashSet<>();
  private final Tape tape;

  /** Null where each schedule counts. */
  private final @Nullable SeenStates seen;

  private @Nullable Agenda agenda;
  private @Nullable Moment moment;
  private long operationsBefore;
  private int events;
  private boolean redundant;
  private boolean pastEnd;

  /** One for the way that is new at the last fork of the run before. */
  private int transitions = 1;

  private boolean cut;

  /** What could have happened when the run ended. */
  private List<Moment.Option> leftAtEnd = List.of();

  /** Whether the moment of the event that is next has been decided. */
  private boolean decided;

  private boolean reducing;

  ScheduleAdversary(
      long seed,
      ScheduleTree tree,
      Strategy.Exhaustive strategy,
      FaultMix mix,
      SystemModel model,
      @Nullable SeenStates seen) {
    super(seed);
    this.tape = new Tape(List.of(), Tape.CALM, strategy.network());
    this.seen = seen;
    this.tree = tree;
    this.strategy = strategy;
    this.mix = mix;
    this.faults = new SearchedFaults(model, mix);
    this.budget = new FaultBudget(strategy.faults(), limits);
    this.reducing = strategy.reduction() && seen == null;
    tree.begin();
  }

  @Override
  public Tape tape() {
    return tape;
  }

  /** Whether the run was given up, because an equivalent one has been explored. */
  boolean redundant() {
    return redundant;
  }

  /** Whether the run was cut because it was too long. */
  boolean cut() {
    return cut;
  }

  boolean reducing() {
    return reducing;
  }

  Set<String> limits() {
    return limits;
  }

  @Override
  public void clockRead() {
    open.clockRead();
  }

  @Override
  public void turnsHidden(String before) {
    open.turnsHidden(before);
  }

  @Override
  public void untried(String what) {
    open.untried(what);
  }

  /** The decisions that the run came to and that the search does not go through. */
  OpenDecisions open() {
    return open;
  }

  /**
   * The run is over: looks at its last event.
   *
   * @param stopped whether that event ended the world
   */
  void end(boolean stopped) {
    noteVisibility();
    if (stopped && moment != null) {
      moment.chosenReached(Moment.Reach.WORLD);
    }
  }

  /** What could still have happened when the run ended; null where it was cut. */
  @Nullable List<Moment.Option> leftAtEnd() {
    return cut ? null : leftAtEnd;
  }

  @Override
  public FaultRates rates() {
    FaultRates rates = mix.rates();
    // In a set of messages each may come again and again, or never, whatever happens to it.
    boolean each = strategy.network() == EventOrder.PENDING_SET;
    return new FaultRates(
        each ? half(rates.loss()) : 0,
        each ? half(rates.duplication()) : 0,
        half(rates.corruption()),
        Duration.ZERO);
  }

  /** Any rate will do as long as it is not zero: the tree tries both. */
  private double half(double rate) {
    return rate > 0 && strategy.faults() != 0 ? 0.5 : 0;
  }

  @Override
  public EventOrder order() {
    return strategy.network();
  }

  // --- what happens next ---

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    if (!(view instanceof Agenda present)) {
      return null;
    }
    decide(present, true);
    Fault fault = moment == null ? null : moment.chosen().fault();
    decided = fault == null;
    if (fault != null) {
      budget.begins(fault, present);
      tape.add(new Departure.Faulted(ordinal, fault));
    }
    return fault;
  }

  @Override
  public long nextPoint(long node, long from) {
    return faults.crashes() ? from : Long.MAX_VALUE;
  }

  /**
   * Between two steps crashes are tried as events; but after the last event there is none, and the
   * end of a run may be judged with the node down, or a node that comes back may act.
   */
  @Override
  public boolean atEndsOfSteps() {
    return faults.crashes();
  }

  @Override
  public @Nullable Fault faultAt(String node, long point, FaultView view) {
    List<Fault> crashes = budget.left() ? faults.crashesOf(node, view) : List.of();
    int way = crashes.isEmpty() ? 0 : (int) choice(crashes.size() + 1L);
    if (way == 0) {
      return null;
    }
    Fault crash = crashes.get(way - 1);
    budget.begins(crash, view);
    tape.add(new Departure.Faulted(Subjects.node(node), point, crash));
    return crash;
  }

  @Override
  public int next(long ordinal, Agenda present) {
    if (!decided) {
      decide(present, false);
    }
    decided = false;
    Moment now = moment;
    if (now == null) {
      if (cut) {
        tape.add(new Departure.Chosen(Decision.NEXT_EVENT, 0, ordinal, ReplayAdversary.END));
      }
      return -1;
    }
    int index = present.indexOf(now.chosen().key());
    if (index < 0) {
      throw new IllegalStateException("the event chosen is not there any more");
    }
    if (index > 0) {
      tape.add(new Departure.Chosen(Decision.NEXT_EVENT, 0, ordinal, now.chosen().key()));
    }
    operationsBefore = present.operations();
    events++;
    return index;
  }

  private void decide(Agenda present, boolean faultsMayStrike) {
    agenda = present;
    open.look(present, seen != null);
    pastEnd |= present.pastEnd();
    noteVisibility();
    if (present.watched()) {
      reducing = false;
    }
    if (events >= strategy.depth()) {
      limits.add("runs of more than " + strategy.depth() + " events were cut");
      cut = true;
      moment = null;
      return;
    }
    Moment before = tree.lastMoment();
    Fork known = tree.known();
    if (known instanceof Moment there) {
      moment = there;
      return;
    }
    if (known instanceof Outline outline) {
      Moment there =
          Moment.of(
              outline,
              faults.options(present, faultsMayStrike, budget),
              asleepAfter(before),
              present.ordinal());
      if (there == null) {
        throw anotherDecision();
      }
      tree.tell(there);
      moment = there;
      return;
    }
    if (known == null && seen != null && !seen.add(present, budget.spent(), events)) {
      redundant = true;
      moment = null;
      return;
    }
    transitions++;
    if (known != null) {
      throw anotherDecision();
    }
    Moment grown =
        new Moment(
            faults.options(present, faultsMayStrike, budget),
            asleepAfter(before),
            present.ordinal());
    if (reducing) {
      grown.wantOneEventAndAllFaults();
    } else {
      grown.wantAll();
    }
    if (grown.next()) {
      tree.add(grown);
      moment = grown;
    } else {
      redundant = true;
      leftAtEnd = grown.options;
      moment = null;
    }
  }

  private List<Moment.Sleeper> asleepAfter(@Nullable Moment before) {
    return before == null || !reducing ? List.of() : before.asleepAfter();
  }

  /** Steps that no run before has taken. */
  int transitions() {
    return transitions;
  }

  /** Whether anything was due after the world's end. */
  boolean pastEnd() {
    return pastEnd;
  }

  private void noteVisibility() {
    if (agenda != null
        && moment != null
        && moment.chosen().fault() == null
        && agenda.operations() != operationsBefore) {
      moment.chosenReached(Moment.Reach.HISTORY);
    }
    if (agenda != null) {
      operationsBefore = agenda.operations();
    }
  }

  // --- other decisions ---

  @Override
  public long choose(Decision kind, long subject, long ordinal, long bound) {
    return switch (kind) {
      case STORE_SURVIVORS, STORE_ORDER, WRITE_SURVIVES, MACHINE_LIVES, WOKEN ->
          branch(kind, subject, ordinal, bound);
      case RANDOM -> {
        open.drawn(kind, bound);
        yield super.choose(kind, subject, ordinal, bound);
      }
      default -> {
        open.drawn(kind, bound);
        yield 0;
      }
    };
  }

  private long branch(Decision kind, long subject, long ordinal, long bound) {
    if (bound <= 1) {
      return 0;
    }
    if (bound > MAX_BRANCHES) {
      limits.add("of more than " + MAX_BRANCHES + " choices only the first were tried");
    }
    long value = choice(Math.min(bound, MAX_BRANCHES));
    if (value != 0) {
      tape.add(new Departure.Chosen(kind, subject, ordinal, value));
    }
    return value;
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    if (kind == Decision.CHANCE_ON || kind == Decision.CHANCE || SearchedFaults.ofCrash(kind)) {
      // The search takes a chance, or does not, wherever it is offered: that it may is no choice.
      boolean happens = kind == Decision.CHANCE_ON || choice(2) == 1;
      if (happens) {
        tape.add(new Departure.Struck(kind, subject, ordinal));
      }
      return happens;
    }
    boolean crashed = kind == Decision.NODE_ABSENT && faults.crashesBeforeStart();
    if (odds == Odds.NEVER && !crashed) {
      return false;
    }
    boolean strikes = odds == Odds.ALWAYS || budget.left() && choice(2) == 1;
    if (strikes) {
      budget.struck();
      tape.add(new Departure.Struck(kind, subject, ordinal));
    }
    return strikes;
  }

  private static UsageException anotherDecision() {
    return new UsageException(
        "the program is not deterministic: it came to another decision than before");
  }

  private long choice(long bound) {
    Fork known = tree.known();
    if (known instanceof Fork.Choice there) {
      return there.chosen();
    }
    if (known instanceof Outline outline) {
      Fork.Choice there = Fork.Choice.of(outline, bound);
      if (there == null) {
        throw anotherDecision();
      }
      tree.tell(there);
      return there.chosen();
    }
    if (known != null) {
      throw anotherDecision();
    }
    tree.add(new Fork.Choice(bound));
    return 0;
  }
}
