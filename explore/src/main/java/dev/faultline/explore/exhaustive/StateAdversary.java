package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.search.Source;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Rewind;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all states that a program can come to, the nearest first: lets an event happen, looks
 * whether the state is new, and goes back. Two states are one exactly when they are equal.
 */
final class StateAdversary extends StatesAdversary {
  private static final int PULSE_EVERY = 4096;

  /** A state whose events have not all been tried. */
  private record Open(int number, Object saved) {}

  private final Source.Pulse pulse;
  private final SignatureTable seen = new SignatureTable();
  private final StateGraph graph;
  private final ArrayDeque<Open> toTry = new ArrayDeque<>();
  private @Nullable Open current;
  private int tried;
  private boolean complete;

  /** Whether the search itself came to its end, and not a property that does not hold. */
  private boolean ended;

  private long lastKey;

  StateAdversary(long seed, Strategy.Exhaustive strategy, Source.Pulse pulse) {
    super(seed, strategy);
    this.pulse = pulse;
    this.graph = new StateGraph(strategy.depth());
  }

  @Override
  int next(Rewind rewind, Agenda agenda) {
    visit(rewind, agenda);
    Open state = current;
    while (true) {
      if (state == null || tried == size(state, rewind, agenda)) {
        state = toTry.poll();
        current = state;
        tried = 0;
        if (state == null) {
          complete = !graph.cut();
          ended = true;
          return -1;
        }
        continue;
      }
      if (graph.transitions() % PULSE_EVERY == 0 && !pulse.goOn()) {
        ended = true;
        return -1;
      }
      graph.tries();
      lastKey = agenda.event(tried).key();
      return tried++;
    }
  }

  /** Goes to the state and says how many events it has. */
  private static int size(Open state, Rewind rewind, Agenda agenda) {
    rewind.restore(state.saved);
    return agenda.size();
  }

  /** Looks at the state that the last event brought. */
  private void visit(Rewind rewind, Agenda agenda) {
    int at = current == null ? -1 : current.number;
    if (at >= 0 && rewind.unchanged()) {
      graph.stays(at, tried - 1);
      return;
    }
    int number = seen.add(rewind.signature());
    if (number < 0) {
      graph.returns(at, tried - 1, -1 - number);
    } else if (graph.finds(at, tried - 1, at < 0 ? 0 : lastKey, agenda.size() == 0)) {
      toTry.add(new Open(number, rewind.save()));
    }
  }

  /** The path to the state that the search was trying an event from, and that event. */
  @Override
  public Tape tape() {
    Open from = current;
    graph.begins(prologue());
    return from == null
        ? graph.tape(strategy.network())
        : graph.tape(from.number, lastKey, strategy.network());
  }

  /** Whether there was nothing left to try. */
  boolean ended() {
    return ended;
  }

  boolean complete() {
    return complete;
  }

  StateGraph graph() {
    graph.begins(prologue());
    return graph;
  }
}
