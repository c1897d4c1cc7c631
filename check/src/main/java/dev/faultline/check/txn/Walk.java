package dev.faultline.check.txn;

import dev.faultline.check.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** A closed walk through transactions with the kind of each step, in words and by its name. */
final class Walk {

  /** What a walk has to know of transactions. */
  interface Transactions {
    String describe(int t);

    /** The keys over which there is a step of a kind; none if it is one of clients or time. */
    List<String> keys(int kind, int from, int to);

    /** Why there is a step of a kind, in words. */
    String reason(int kind, int from, int to);
  }

  /** All that is said of a longer walk. */
  private static final int MOST_STEPS = 12;

  private static final int MOST_DESCRIBED = 6;

  private final Transactions history;
  private final List<Integer> transactions = new ArrayList<>();
  private final List<Integer> kinds = new ArrayList<>();

  /**
   * A cycle of graph nodes.
   *
   * @param nodes the nodes in order, the first not repeated
   * @param kinds the kind of the edge from each node to the next
   * @param transactionOf the transaction of a node, -1 for an auxiliary node
   */
  Walk(Transactions history, int[] nodes, int[] kinds, IntUnaryOperator transactionOf) {
    this.history = history;
    int first = 0;
    while (transactionOf.applyAsInt(nodes[first]) < 0) {
      first++;
    }
    int pending = 0;
    for (int i = 0; i < nodes.length; i++) {
      int at = (first + i) % nodes.length;
      int t = transactionOf.applyAsInt(nodes[at]);
      if (t >= 0 && (transactions.isEmpty() || transactions.getLast() != t)) {
        if (!transactions.isEmpty()) {
          this.kinds.add(pending);
          pending = 0;
        }
        transactions.add(t);
      }
      if (kinds[at] != Graph.THROUGH && kinds[at] != 0) {
        pending = kinds[at];
      }
    }
    this.kinds.add(pending);
    if (transactions.size() > 1 && transactions.getFirst().equals(transactions.getLast())) {
      transactions.removeLast();
      this.kinds.removeLast();
    }
  }

  int length() {
    return transactions.size();
  }

  Anomaly anomaly() {
    var words = new ArrayList<String>();
    var reasons = new ArrayList<String>();
    for (int i = 0; i < kinds.size(); i++) {
      words.add(word(kinds.get(i)));
      reasons.add(history.reason(kinds.get(i), transactions.get(i), next(i)));
    }
    return new Anomaly(name(), transactions, inWords(reasons), words, reasons);
  }

  private static String word(int kind) {
    return switch (kind) {
      case Graph.WW -> "ww";
      case Graph.WR -> "wr";
      case Graph.RW -> "rw";
      case Graph.SO -> "session";
      case Graph.RT -> "real time";
      default -> "";
    };
  }

  private int next(int step) {
    return transactions.get((step + 1) % transactions.size());
  }

  private int count(int kind) {
    return (int) kinds.stream().filter(k -> k == kind).count();
  }

  String name() {
    int rw = count(Graph.RW);
    String suffix = count(Graph.RT) > 0 ? "-realtime" : count(Graph.SO) > 0 ? "-process" : "";
    String base =
        switch (rw) {
          case 0 -> count(Graph.WR) > 0 ? "G1c" : "G0";
          case 1 -> count(Graph.WW) > 0 && updateIsLost() ? "lost update" : "G-single";
          default -> {
            if (!adjacent()) {
              yield count(Graph.WW) == 0 && rw == 2 ? "long fork" : "G-nonadjacent";
            }
            yield rw > 2 || length() > 2
                ? "G2-item"
                : updateIsLost() ? "lost update" : "write skew";
          }
        };
    return base + suffix;
  }

  /** Two transactions, one of which wrote a key after it had missed the other's write to it. */
  private boolean updateIsLost() {
    return length() == 2
        && history.keys(kinds.get(0), transactions.get(0), transactions.get(1)).stream()
            .anyMatch(
                history.keys(kinds.get(1), transactions.get(1), transactions.get(0))::contains);
  }

  private boolean adjacent() {
    for (int i = 0; i < kinds.size(); i++) {
      if (kinds.get(i) == Graph.RW && kinds.get((i + 1) % kinds.size()) == Graph.RW) {
        return true;
      }
    }
    return false;
  }

  private String inWords(List<String> reasons) {
    var text = new StringBuilder();
    int shown = Math.min(MOST_STEPS, transactions.size());
    text.append(String.join("; ", reasons.subList(0, shown)));
    if (shown < transactions.size()) {
      text.append("; and " + Count.of(transactions.size() - shown, "more step") + " back to T");
      text.append(transactions.getFirst());
    }
    text.append(". ");
    for (int i = 0; i < Math.min(MOST_DESCRIBED, shown); i++) {
      text.append(i == 0 ? "" : " | ").append(history.describe(transactions.get(i)));
    }
    return text.toString();
  }

  /** What can be said of a step without knowing its keys. */
  static String plainReason(int kind, int from, int to) {
    return "T"
        + from
        + switch (kind) {
          case Graph.WW -> " wrote a key before T" + to + " did";
          case Graph.WR -> " wrote what T" + to + " read";
          case Graph.RW -> " did not see what T" + to + " wrote";
          case Graph.SO -> " came before T" + to + " of the same client";
          case Graph.RT -> " returned before T" + to + " was called";
          default -> " comes before T" + to;
        };
  }
}
