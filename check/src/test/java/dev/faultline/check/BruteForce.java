package dev.faultline.check;

import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Linearizability by trying everything, straight from the definition; shares no code with the
 * engine. For histories of at most 62 operations, and small ones at that.
 */
final class BruteForce<S, I, O> {

  private record Tried<S>(long done, S state) {}

  private final Spec<S, I, O> spec;
  private final List<Operation<I, O>> ops;
  private final Set<Tried<S>> tried = new HashSet<>();

  private BruteForce(Spec<S, I, O> spec, List<Operation<I, O>> ops) {
    this.spec = spec;
    this.ops = ops;
  }

  static <S, I, O> boolean linearizable(History<I, O> history, Spec<S, I, O> spec) {
    var ops = history.operations().stream().filter(op -> !op.isFail()).toList();
    return new BruteForce<>(spec, ops).from(0, spec.initial());
  }

  private boolean from(long done, S state) {
    boolean finished = true;
    for (int i = 0; i < ops.size(); i++) {
      finished &= (done & 1L << i) != 0 || ops.get(i).isIndeterminate();
    }
    if (finished) {
      return true;
    }
    if (!tried.add(new Tried<>(done, state))) {
      return false;
    }
    for (int i = 0; i < ops.size(); i++) {
      if ((done & 1L << i) == 0 && mayBeNext(i, done)) {
        for (S next : spec.step(state, ops.get(i).input(), ops.get(i).outcome()).states()) {
          if (from(done | 1L << i, next)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Nothing that is not done yet returned before it was called. */
  private boolean mayBeNext(int i, long done) {
    for (int j = 0; j < ops.size(); j++) {
      if (j != i && (done & 1L << j) == 0 && ops.get(j).precedes(ops.get(i))) {
        return false;
      }
    }
    return true;
  }
}
