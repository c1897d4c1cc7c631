package dev.faultline.sim.workload;

import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.Models;

/** A counter that starts at zero, and what clients do to it. */
public final class Counters {
  private static final int MOST = 9;

  private Counters() {}

  /** The counter. */
  public static Kind<CounterOp, Object> counter() {
    return Models::counter;
  }

  /** Adds 1 to 9. */
  public static Share<CounterOp> add(double weight) {
    return new Share<>(weight, known -> new CounterOp.Add(delta(known)));
  }

  /** Adds 1 to 9 and asks for the sum. */
  public static Share<CounterOp> addAndGet(double weight) {
    return new Share<>(weight, known -> new CounterOp.AddAndGet(delta(known)));
  }

  /** Reads. */
  public static Share<CounterOp> get(double weight) {
    return new Share<>(weight, _ -> new CounterOp.Get());
  }

  private static int delta(Known known) {
    return 1 + known.random().nextInt(MOST);
  }
}
