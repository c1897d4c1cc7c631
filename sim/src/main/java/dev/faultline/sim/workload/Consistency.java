package dev.faultline.sim.workload;

import dev.faultline.check.Budget;
import dev.faultline.check.Linearizability;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.session.SequentialConsistency;
import dev.faultline.core.history.History;

/**
 * The consistency that the history of clients must have. Checks are bounded by work and not by
 * time, so that the same history gets the same verdict on every machine. A check that runs out of
 * its budget is inconclusive.
 */
public abstract sealed class Consistency {
  private static final long CONFIGURATIONS = 1_000_000;

  private final String name;
  private final Budget budget;

  private Consistency(String name, Budget budget) {
    this.name = name;
    this.budget = budget;
  }

  private static Budget bounded() {
    return Budget.deterministic(CONFIGURATIONS).withReport(Budget.DEFAULT.report());
  }

  /** Every operation takes effect at one instant between its call and its return. */
  public static Consistency linearizable() {
    return linearizable(bounded());
  }

  /** The same within another budget. */
  public static Consistency linearizable(Budget budget) {
    return new Linearizable(budget);
  }

  /** There is one order of all operations that keeps the order of each client. */
  public static Consistency sequential() {
    return sequential(bounded());
  }

  /** The same within another budget. */
  public static Consistency sequential(Budget budget) {
    return new Sequential(budget);
  }

  /** The default name of a property of this kind. */
  public final String name() {
    return name;
  }

  /** What {@code ./faultline check} and fault plans call it. */
  public abstract String level();

  /** Whether the history fits the model. */
  public final <I, O> Verdict judge(History<I, O> history, Spec<?, I, O> model) {
    return judge(history, model, budget);
  }

  abstract <S, I, O> Verdict judge(History<I, O> history, Spec<S, I, O> model, Budget budget);

  private static final class Linearizable extends Consistency {
    Linearizable(Budget budget) {
      super("linearizable", budget);
    }

    @Override
    public String level() {
      return "linearizable";
    }

    @Override
    <S, I, O> Verdict judge(History<I, O> history, Spec<S, I, O> model, Budget budget) {
      return Linearizability.check(history, model, budget);
    }
  }

  private static final class Sequential extends Consistency {
    Sequential(Budget budget) {
      super("sequentially consistent", budget);
    }

    @Override
    public String level() {
      return "sequential";
    }

    @Override
    <S, I, O> Verdict judge(History<I, O> history, Spec<S, I, O> model, Budget budget) {
      return SequentialConsistency.check(history, model, budget);
    }
  }
}
