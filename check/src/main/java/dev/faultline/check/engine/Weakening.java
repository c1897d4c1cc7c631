package dev.faultline.check.engine;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Minimizes an invalid history: deletes reads and makes writes indeterminate, in shrinking chunks,
 * while the rest stays invalid. A write is never deleted: without it a valid history could look
 * invalid, and the evidence would prove nothing.
 */
public final class Weakening<S, I, O> {

  private final Spec<S, I, O> spec;
  private final UnaryOperator<Operation<I, O>> demote;
  private final Predicate<List<Operation<I, O>>> invalid;
  private final Meter meter;

  /**
   * Sets how to weaken a history.
   *
   * @param demote makes an operation indeterminate
   * @param invalid whether a weaker history is still invalid
   * @param meter stops the minimization
   */
  public Weakening(
      Spec<S, I, O> spec,
      UnaryOperator<Operation<I, O>> demote,
      Predicate<List<Operation<I, O>>> invalid,
      Meter meter) {
    this.spec = spec;
    this.demote = demote;
    this.invalid = invalid;
    this.meter = meter;
  }

  /**
   * The smallest invalid history that was found.
   *
   * @param kept an operation to leave unchanged, or null
   */
  public List<Operation<I, O>> of(List<Operation<I, O>> ops, @Nullable Operation<I, O> kept) {
    var small = ops;
    for (int chunk = Math.max(1, ops.size() / 2); !meter.stopped(); chunk /= 2) {
      boolean again = true;
      while (again && !meter.stopped()) {
        again = false;
        for (int from = small.size(); from > 0 && !meter.stopped(); from -= chunk) {
          var candidate = weaken(small, Math.max(0, from - chunk), from, kept);
          if (candidate != null && invalid.test(candidate)) {
            small = candidate;
            from = Math.min(from, small.size() + chunk);
            again = chunk == 1;
          }
        }
      }
      if (chunk == 1) {
        break;
      }
    }
    return small;
  }

  private @Nullable List<Operation<I, O>> weaken(
      List<Operation<I, O>> ops, int from, int to, @Nullable Operation<I, O> kept) {
    var weaker = new ArrayList<Operation<I, O>>(ops.size());
    boolean changed = false;
    for (int i = 0; i < ops.size(); i++) {
      var op = ops.get(i);
      if (i < from || i >= to || !op.isOk() || op.equals(kept)) {
        weaker.add(op);
      } else {
        changed = true;
        if (!spec.readOnly(op.input(), op.outcome())) {
          weaker.add(demote.apply(op));
        }
      }
    }
    return changed ? weaker : null;
  }
}
