package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.search.Source;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.ReplayAdversary;
import dev.faultline.explore.tape.Tape;
import dev.faultline.explore.tape.Taping;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Rewind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all states that a program can come to, the nearest first: lets an event happen, looks
 * whether the state is new, and goes back. Two states are one exactly when they are equal.
 */
final class StateAdversary extends QuietAdversary implements Taping {
  private static final int PULSE_EVERY = 4096;

  /** A state whose events have not all been tried. */
  private record Open(int number, int depth, Object saved) {}

  /** How a state was come to first. */
  private record Step(int from, long ordinal, long key) {}

  private final Strategy.Exhaustive strategy;
  private final Source.Pulse pulse;
  private final SignatureTable seen = new SignatureTable();
  private final List<Step> steps = new ArrayList<>();

  /** How many events away each state was when it was come to first: looked at for every event. */
  private int[] depths = new int[1 << 12];

  private final OpenDecisions open = new OpenDecisions();
  private final ArrayDeque<Open> toTry = new ArrayDeque<>();
  private final List<Integer> terminal = new ArrayList<>();
  private @Nullable Rewind rewind;
  private @Nullable Agenda agenda;
  private @Nullable Open current;
  private int tried;
  private long transitions;
  private boolean complete;

  /** Whether the search itself came to its end, and not a property that does not hold. */
  private boolean ended;

  private boolean cut;

  /** Whether a run may come back to a state, and so may never come to rest. */
  private boolean goesRound;

  /** The events before the search began: the world's own. */
  private long prologue;

  private long lastKey;

  StateAdversary(long seed, Strategy.Exhaustive strategy, Source.Pulse pulse) {
    super(seed);
    this.strategy = strategy;
    this.pulse = pulse;
  }

  @Override
  public EventOrder order() {
    return strategy.network();
  }

  @Override
  public long choose(Decision kind, long subject, long ordinal, long bound) {
    open.drawn(kind, bound);
    return kind == Decision.RANDOM ? super.choose(kind, subject, ordinal, bound) : 0;
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    if (kind == Decision.CHANCE_ON) {
      open.drawn(kind, 2);
    }
    return super.strikes(kind, subject, ordinal, odds);
  }

  /** The decisions that were come to and that the search does not go through. */
  OpenDecisions open() {
    if (agenda != null) {
      open.look(agenda, true);
    }
    return open;
  }

  @Override
  public int next(long ordinal, Agenda agenda) {
    if (rewind == null) {
      if (agenda.size() > 0 && agenda.event(0).node() < 0) {
        prologue = ordinal + 1;
        return 0;
      }
      rewind = agenda.rewind();
      this.agenda = agenda;
    }
    visit(rewind, agenda);
    Open state = current;
    while (true) {
      if (state == null || tried == size(state, rewind, agenda)) {
        state = toTry.poll();
        current = state;
        tried = 0;
        if (state == null) {
          complete = !cut;
          ended = true;
          return -1;
        }
        continue;
      }
      if (transitions++ % PULSE_EVERY == 0 && !pulse.goOn()) {
        ended = true;
        return -1;
      }
      lastKey = agenda.event(tried).key();
      return tried++;
    }
  }

  /** Goes to the state and says how many events it has. */
  private int size(Open state, Rewind rewind, Agenda agenda) {
    rewind.restore(state.saved);
    return state.depth >= strategy.depth() ? 0 : agenda.size();
  }

  /** Looks at the state that the last event brought. */
  private void visit(Rewind rewind, Agenda agenda) {
    if (current != null && rewind.unchanged()) {
      return;
    }
    int depth = current == null ? 0 : current.depth + 1;
    int number = seen.add(rewind.signature());
    if (number < 0) {
      goesRound |= depths[-1 - number] < depth;
      return;
    }
    if (number == depths.length) {
      depths = Arrays.copyOf(depths, 2 * number);
    }
    depths[number] = depth;
    steps.add(
        current == null
            ? new Step(-1, -1, 0)
            : new Step(current.number, prologue + depth - 1, lastKey));
    if (agenda.size() == 0) {
      terminal.add(number);
    } else if (depth >= strategy.depth()) {
      cut = true;
    } else {
      toTry.add(new Open(number, depth, rewind.save()));
    }
  }

  /** The path to the state that the search was trying an event from, and that event. */
  @Override
  public Tape tape() {
    Open from = current;
    if (from == null) {
      return tape(List.of());
    }
    List<Step> path = path(from.number);
    path.add(new Step(from.number, prologue + from.depth, lastKey));
    return tape(path);
  }

  /** The path to a state. */
  Tape tapeTo(int number) {
    return tape(path(number));
  }

  private List<Step> path(int number) {
    List<Step> path = new ArrayList<>();
    for (Step step = steps.get(number); step.from >= 0; step = steps.get(step.from)) {
      path.add(step);
    }
    Collections.reverse(path);
    return path;
  }

  private Tape tape(List<Step> path) {
    List<Departure> departures = new ArrayList<>();
    for (Step step : path) {
      departures.add(new Departure.Chosen(Decision.NEXT_EVENT, 0, step.ordinal, step.key));
    }
    long end = path.isEmpty() ? prologue : path.getLast().ordinal + 1;
    departures.add(new Departure.Chosen(Decision.NEXT_EVENT, 0, end, ReplayAdversary.END));
    return new Tape(departures, Tape.CALM, strategy.network());
  }

  /** Whether there was nothing left to try. */
  boolean ended() {
    return ended;
  }

  boolean complete() {
    return complete;
  }

  @Override
  public void clockRead() {
    open.clockRead();
  }

  @Override
  public void untried(String what) {
    open.untried(what);
  }

  /** Whether a run may come back to where it was. */
  boolean goesRound() {
    return goesRound;
  }

  /** Whether anything was due after the world's end. */
  boolean pastEnd() {
    return agenda != null && agenda.pastEnd();
  }

  boolean cut() {
    return cut;
  }

  long transitions() {
    return transitions;
  }

  int states() {
    return seen.size();
  }

  /** States in which nothing is left to happen, in the order in which they were found. */
  List<Integer> terminal() {
    return terminal;
  }
}
