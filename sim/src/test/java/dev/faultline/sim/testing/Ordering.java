package dev.faultline.sim.testing;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Orders the events of a world itself; all else is for another adversary to decide. */
public record Ordering(Adversary rest, IntUnaryOperator choice) implements Adversary {
  /** The earliest event is always next, as it is where time decides. */
  public static Ordering earliestFirst(Adversary rest) {
    return new Ordering(rest, size -> 0);
  }

  @Override
  public FaultRates rates() {
    return rest.rates();
  }

  @Override
  public long choose(Decision kind, long subject, long ordinal, long bound) {
    return rest.choose(kind, subject, ordinal, bound);
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    return rest.strikes(kind, subject, ordinal, odds);
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    return rest.fault(ordinal, view);
  }

  @Override
  public EventOrder order() {
    return EventOrder.PENDING_SET;
  }

  @Override
  public int next(long ordinal, Agenda agenda) {
    return agenda.size() == 0 ? -1 : choice.applyAsInt(agenda.size());
  }
}
