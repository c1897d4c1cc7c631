package dev.faultline.check.session;

import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The causal levels and the session guarantees, straight from their definitions. */
final class SessionBruteForce {

  private final ReadWriteHistory h;
  private final SessionLevel level;
  private final boolean[][] causal;

  private SessionBruteForce(ReadWriteHistory h, SessionLevel level) {
    this.h = h;
    this.level = level;
    this.causal = new boolean[h.size()][h.size()];
    for (int a = 0; a < h.size(); a++) {
      for (int b = 0; b < h.size(); b++) {
        causal[a][b] = inSession(a, b) || !h.write[b] && h.source[b] == a;
      }
    }
    for (int k = 0; k < h.size(); k++) {
      for (int a = 0; a < h.size(); a++) {
        for (int b = 0; b < h.size(); b++) {
          causal[a][b] |= causal[a][k] && causal[k][b];
        }
      }
    }
  }

  static boolean holds(History<KeyedOp<RegisterOp>, Object> history, SessionLevel level) {
    return new SessionBruteForce(ReadWriteHistory.of(history), level).holds();
  }

  private boolean inSession(int a, int b) {
    return a < b && h.operations.get(a).client() == h.operations.get(b).client();
  }

  private boolean holds() {
    return switch (level) {
      case CAUSAL -> acyclic() && reads().stream().allMatch(this::explainedByItsPast);
      case CAUSAL_CONVERGENCE ->
          acyclic() && somePermutation(writes(), causallyFirst(), this::converges);
      default ->
          (level != SessionLevel.CAUSAL_MEMORY || acyclic())
              && h.sessions.stream().allMatch(this::explainedInOneOrder);
    };
  }

  private boolean acyclic() {
    for (int a = 0; a < h.size(); a++) {
      if (causal[a][a]) {
        return false;
      }
    }
    return true;
  }

  private List<Integer> writes() {
    return all(a -> h.write[a]);
  }

  private List<Integer> reads() {
    return all(a -> !h.write[a]);
  }

  private List<Integer> all(Predicate<Integer> which) {
    var found = new ArrayList<Integer>();
    for (int a = 0; a < h.size(); a++) {
      if (which.test(a)) {
        found.add(a);
      }
    }
    return found;
  }

  private BiPredicate<Integer, Integer> causallyFirst() {
    return (a, b) -> causal[a][b];
  }

  private boolean explainedByItsPast(int read) {
    var past = all(a -> h.write[a] && causal[a][read]);
    past.add(read);
    return somePermutation(past, causallyFirst(), this::legal);
  }

  /** One order of the writes for all; each read sees the last of those in its causal past. */
  private boolean converges(List<Integer> order) {
    for (int read : reads()) {
      int seen = ReadWriteHistory.INITIAL;
      for (int w : order) {
        seen = causal[w][read] && h.key[w].equals(h.key[read]) ? w : seen;
      }
      if (seen != h.source[read]) {
        return false;
      }
    }
    return true;
  }

  private boolean explainedInOneOrder(List<Integer> session) {
    for (int w : writes()) {
      if (keeps(session, w, w)) {
        return false; // A client read what it wrote only later: it follows itself.
      }
    }
    var seen = writes();
    for (int a : session) {
      if (!h.write[a]) {
        seen.add(a);
      }
    }
    return somePermutation(seen, (a, b) -> keeps(session, a, b), this::legal);
  }

  /** Whether an observer must see a before b. */
  private boolean keeps(List<Integer> observer, int a, int b) {
    boolean own = observer.contains(a) && observer.contains(b) && a < b;
    return switch (level) {
      case PRAM -> inSession(a, b);
      case READ_YOUR_WRITES -> own && h.write[a];
      case MONOTONIC_READS -> own && !h.write[a] && !h.write[b];
      case MONOTONIC_WRITES ->
          inSession(a, b) && h.write[a] && h.write[b] || own && !h.write[a] && !h.write[b];
      case WRITES_FOLLOW_READS -> own && !h.write[a] && !h.write[b] || followsARead(a, b);
      default -> causal[a][b];
    };
  }

  /** b's client read what a wrote before it wrote b. */
  private boolean followsARead(int a, int b) {
    return h.write[a]
        && h.write[b]
        && reads().stream().anyMatch(r -> h.source[r] == a && inSession(r, b));
  }

  private boolean legal(List<Integer> order) {
    Map<Object, Integer> last = new HashMap<>();
    for (int a : order) {
      if (h.write[a]) {
        last.put(h.key[a], a);
      } else if (last.getOrDefault(h.key[a], ReadWriteHistory.INITIAL) != h.source[a]) {
        return false;
      }
    }
    return true;
  }

  private static boolean somePermutation(
      List<Integer> of, BiPredicate<Integer, Integer> first, Predicate<List<Integer>> obeys) {
    return somePermutation(of, new ArrayList<>(), first, obeys);
  }

  private static boolean somePermutation(
      List<Integer> of,
      List<Integer> sofar,
      BiPredicate<Integer, Integer> first,
      Predicate<List<Integer>> obeys) {
    if (sofar.size() == of.size()) {
      return obeys.test(sofar);
    }
    for (int a : of) {
      boolean next =
          !sofar.contains(a)
              && of.stream().allMatch(b -> sofar.contains(b) || b == a || !first.test(b, a));
      if (next) {
        sofar.add(a);
        boolean found = somePermutation(of, sofar, first, obeys);
        sofar.removeLast();
        if (found) {
          return true;
        }
      }
    }
    return false;
  }
}
