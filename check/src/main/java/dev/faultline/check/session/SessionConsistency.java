package dev.faultline.check.session;

import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the causal levels, PRAM and the session guarantees, for reads and writes of registers with
 * unique values. All are decided exactly, in time cubic in the length of the history.
 *
 * <p>CC and CCv are decided by the bad patterns of Bouajjani and others. CM, PRAM and the session
 * guarantees all require, for each client, one order of all writes and of the client's own reads
 * that explains those reads. They differ in the constraints on this order, which {@link
 * SessionLevel} lists. They are decided by saturating the order: a write of the key that precedes a
 * read also precedes the write that was read.
 *
 * <p>A single read of a register shows nothing about the order of writes. So for monotonic writes
 * and writes-follow-reads a client's own reads keep the order in which it made them.
 */
public final class SessionConsistency {

  private final ReadWriteHistory h;
  private final SessionLevel level;

  private SessionConsistency(ReadWriteHistory h, SessionLevel level) {
    this.h = h;
    this.level = level;
  }

  /**
   * Checks a level.
   *
   * @throws IllegalArgumentException if a value is written twice, or there is a compare-and-set
   */
  public static Verdict check(History<KeyedOp<RegisterOp>, Object> history, SessionLevel level) {
    var h = ReadWriteHistory.of(history);
    var statistics = new Statistics(history.size(), h.sessions.size(), 0, "saturation");
    if (h.size() == 0) {
      return new Verdict.Unknown("the history is empty", List.of(), statistics);
    }
    return new SessionConsistency(h, level)
        .violation()
        .<Verdict>map(found -> new Verdict.Invalid(found, statistics))
        .orElseGet(() ->
            new Verdict.Valid(
                new Witness.Established("saturation ends without a cycle"), statistics));
  }

  private Optional<Evidence> violation() {
    for (int i = 0; i < h.size(); i++) {
      if (!h.write[i] && h.source[i] == ReadWriteHistory.NOBODY) {
        return Optional.of(pattern("ThinAirRead", "read a value that nobody wrote", i));
      }
    }
    return switch (level) {
      case CAUSAL -> causal(false);
      case CAUSAL_CONVERGENCE -> causal(true);
      case CAUSAL_MEMORY,
          PRAM,
          READ_YOUR_WRITES,
          MONOTONIC_READS,
          MONOTONIC_WRITES,
          WRITES_FOLLOW_READS ->
          perSession();
    };
  }

  private Relation causalOrder() {
    var order = new Relation(h.size());
    for (var session : h.sessions) {
      for (int i = 1; i < session.size(); i++) {
        order.add(session.get(i - 1), session.get(i));
      }
    }
    for (int i = 0; i < h.size(); i++) {
      if (!h.write[i] && h.source[i] >= 0) {
        order.add(h.source[i], i);
      }
    }
    order.close();
    return order;
  }

  private Optional<Evidence> causal(boolean convergent) {
    var order = causalOrder();
    int cyclic = order.cyclic();
    if (cyclic >= 0) {
      return Optional.of(pattern("CyclicCO", "comes before itself causally", cyclic));
    }
    var conflict = new Relation(order);
    for (int r = 0; r < h.size(); r++) {
      for (int w = 0; !h.write[r] && w < h.size(); w++) {
        int seen = h.source[r];
        if (!h.write[w] || w == seen || !h.key[w].equals(h.key[r]) || !order.has(w, r)) {
          continue;
        }
        if (seen == ReadWriteHistory.INITIAL) {
          return Optional.of(
              pattern("WriteCOInitRead", "read the initial value after a write", w, r));
        }
        if (order.has(seen, w)) {
          return Optional.of(
              pattern(
                  "WriteCORead", "read a value that was overwritten causally before", seen, w, r));
        }
        conflict.add(w, seen);
      }
    }
    if (convergent) {
      conflict.close();
      int at = conflict.cyclic();
      if (at >= 0) {
        return Optional.of(
            pattern("CyclicCF", "no one order of writes explains what all clients saw", at));
      }
    }
    return Optional.empty();
  }

  private Optional<Evidence> perSession() {
    var shared = level == SessionLevel.CAUSAL_MEMORY ? causalOrder() : null;
    if (shared != null && shared.cyclic() >= 0) {
      return Optional.of(pattern("CyclicCO", "comes before itself causally", shared.cyclic()));
    }
    for (var session : h.sessions) {
      var view = shared != null ? pastOf(session, shared) : base(session);
      view.close();
      var found = saturate(session, view);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** For causal memory only the causal past of the session's last operation counts. */
  private Relation pastOf(List<Integer> session, Relation causal) {
    int last = session.getLast();
    var view = new Relation(h.size());
    for (int a = 0; a < h.size(); a++) {
      if (a == last || causal.has(a, last)) {
        view.after(a).or(causal.after(a));
      }
    }
    return view;
  }

  private Relation base(List<Integer> session) {
    var view = new Relation(h.size());
    keepWrites(view, session);
    for (int i = 0; i < session.size(); i++) {
      int a = session.get(i);
      if (!h.write[a] && h.source[a] >= 0) {
        view.add(h.source[a], a);
      }
      for (int j = i + 1; j < session.size(); j++) {
        if (keepsOwn(h.write[a], h.write[session.get(j)])) {
          view.add(a, session.get(j));
        }
      }
    }
    return view;
  }

  /** Which pairs of its own operations a client must see in order. */
  private boolean keepsOwn(boolean firstWrites, boolean secondWrites) {
    return switch (level) {
      case PRAM -> true;
      case READ_YOUR_WRITES -> firstWrites;
      case MONOTONIC_READS -> !firstWrites && !secondWrites;
      case MONOTONIC_WRITES -> firstWrites == secondWrites;
      case WRITES_FOLLOW_READS -> !firstWrites && !secondWrites;
      case CAUSAL, CAUSAL_CONVERGENCE, CAUSAL_MEMORY ->
          throw new IllegalStateException("decided by the causal order");
    };
  }

  /** Which writes of other clients a client must see in order. */
  private void keepWrites(Relation view, List<Integer> observer) {
    boolean ordered = level == SessionLevel.PRAM || level == SessionLevel.MONOTONIC_WRITES;
    boolean following = level == SessionLevel.WRITES_FOLLOW_READS;
    for (var session : h.sessions) {
      for (int i = 0; i < session.size(); i++) {
        for (int j = i + 1; j < session.size(); j++) {
          int a = session.get(i);
          int b = session.get(j);
          if (ordered && h.write[a] && h.write[b]) {
            view.add(a, b);
          }
          if (following && !h.write[a] && h.write[b] && h.source[a] >= 0) {
            view.add(h.source[a], b);
          }
        }
      }
    }
  }

  private Optional<Evidence> saturate(List<Integer> session, Relation view) {
    boolean again = true;
    while (again) {
      again = false;
      for (int r : session) {
        for (int w = 0; !h.write[r] && w < h.size(); w++) {
          if (!h.write[w] || w == h.source[r] || !h.key[w].equals(h.key[r]) || !view.has(w, r)) {
            continue;
          }
          if (h.source[r] == ReadWriteHistory.INITIAL) {
            return Optional.of(
                pattern(
                    level.lowerCaseName(),
                    "read the initial value after a write" + " it had to see",
                    w,
                    r));
          }
          again |= view.addClosed(w, h.source[r]);
          if (view.has(h.source[r], h.source[r])) {
            return Optional.of(
                pattern(
                    level.lowerCaseName(),
                    "read a value older than one it had" + " to see",
                    h.source[r],
                    w,
                    r));
          }
        }
      }
    }
    int cyclic = view.cyclic();
    return cyclic < 0
        ? Optional.empty()
        : Optional.of(pattern(level.lowerCaseName(), "has to be seen before itself", cyclic));
  }

  private Evidence pattern(String name, String what, int... involved) {
    var operations = new ArrayList<Operation<Object, Object>>();
    var words = new StringBuilder();
    for (int i : involved) {
      @SuppressWarnings("unchecked")
      var op = (Operation<Object, Object>) h.operations.get(i);
      operations.add(op);
      words.append(words.isEmpty() ? "" : "; ");
      words.append("client ").append(op.client()).append(": ").append(op.input());
      words.append(op.isOk() && !h.write[i] ? " -> " + op.outcome() : "");
    }
    var last = h.operations.get(involved[involved.length - 1]);
    return new Evidence.Pattern(
        name,
        History.weakened(operations),
        "client " + last.client() + " " + what + " (" + words + ")");
  }
}
