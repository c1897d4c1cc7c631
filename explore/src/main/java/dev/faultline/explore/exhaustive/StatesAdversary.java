package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.tape.Taping;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Rewind;
import org.jspecify.annotations.Nullable;

/** What goes through states of a world: every decision but the order of events has one answer. */
abstract class StatesAdversary extends QuietAdversary implements Taping {
  final Strategy.Exhaustive strategy;
  private final OpenDecisions open = new OpenDecisions();
  private @Nullable Rewind rewind;
  private @Nullable Agenda agenda;
  private long prologue;
  private long nanos;

  StatesAdversary(long seed, Strategy.Exhaustive strategy) {
    super(seed);
    this.strategy = strategy;
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

  @Override
  public void clockRead() {
    open.clockRead();
  }

  @Override
  public void untried(String what) {
    open.untried(what);
  }

  /** The decisions that were come to and that the search does not go through. */
  OpenDecisions open() {
    if (agenda != null) {
      open.look(agenda, true);
    }
    return open;
  }

  @Override
  public final int next(long ordinal, Agenda agenda) {
    Rewind back = rewind;
    if (back == null) {
      if (agenda.size() > 0 && agenda.event(0).node() < 0) {
        prologue = ordinal + 1;
        return 0;
      }
      back = agenda.rewind();
      rewind = back;
      this.agenda = agenda;
      nanos = agenda.nowNanos();
    }
    return next(back, agenda);
  }

  /** The event to let happen in the present state, to which the last one led; −1 for the end. */
  abstract int next(Rewind rewind, Agenda agenda);

  /** How many events there were before the search began: the world's own. */
  long prologue() {
    return prologue;
  }

  /** The simulated time at which the search began; it goes back and forth afterwards. */
  long nanos() {
    return nanos;
  }

  /** Whether anything was due after the world's end. */
  boolean pastEnd() {
    return agenda != null && agenda.pastEnd();
  }
}
