package dev.faultline.disk.crash;

import dev.faultline.disk.CrashState;
import java.util.function.Function;

/**
 * A bad state of which nothing can be given back without the check failing otherwise, or not at
 * all.
 *
 * @param verdict what the check says of it
 */
record Small(CrashState state, Verdict verdict) {
  /** Gives back what need not be lost for the check to fail in the same way. */
  static Small of(CrashState start, Verdict verdict, Function<CrashState, Verdict> check) {
    if (verdict instanceof Verdict.Hung) {
      return new Small(start, verdict);
    }
    CrashState smallest = start;
    Verdict last = verdict;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (CrashState milder : smallest.milder()) {
        Verdict said = check.apply(milder);
        if (said.isLike(verdict)) {
          smallest = milder;
          last = said;
          smaller = true;
          break;
        }
      }
    }
    return new Small(smallest, last);
  }
}
