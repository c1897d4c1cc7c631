package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** A closed walk through transactions with the kind of each step, in words and by its name. */
final class Walk {

  /** What a walk has to know of transactions. */
  interface Transactions {
    String describe(int t);

    /** Whether both wrote some key. */
    boolean wroteOneKey(int a, int b);
  }

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
    for (int kind : kinds) {
      words.add(
          switch (kind) {
            case Graph.WW -> "ww";
            case Graph.WR -> "wr";
            case Graph.RW -> "rw";
            case Graph.SO -> "session";
            case Graph.RT -> "real time";
            default -> "";
          });
    }
    return new Anomaly(name(), transactions, inWords(), words);
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
          case 1 ->
              count(Graph.WW) > 0
                      && length() == 2
                      && history.wroteOneKey(transactions.get(0), transactions.get(1))
                  ? "lost update"
                  : "G-single";
          default -> {
            if (!adjacent()) {
              yield count(Graph.WW) == 0 && rw == 2 ? "long fork" : "G-nonadjacent";
            }
            yield rw == 2 && length() == 2 ? "write skew" : "G2-item";
          }
        };
    return base + suffix;
  }

  private boolean adjacent() {
    for (int i = 0; i < kinds.size(); i++) {
      if (kinds.get(i) == Graph.RW && kinds.get((i + 1) % kinds.size()) == Graph.RW) {
        return true;
      }
    }
    return false;
  }

  private String inWords() {
    var text = new StringBuilder();
    int shown = Math.min(12, transactions.size());
    for (int i = 0; i < shown; i++) {
      int t = transactions.get(i);
      int next = transactions.get((i + 1) % transactions.size());
      text.append(i == 0 ? "" : "; ").append("T" + t).append(' ');
      text.append(step(kinds.get(i), next));
    }
    text.append(shown < transactions.size() ? "; …" : "").append(". ");
    for (int i = 0; i < Math.min(6, shown); i++) {
      text.append(i == 0 ? "" : " | ").append(history.describe(transactions.get(i)));
    }
    return text.toString();
  }

  private static String step(int kind, int next) {
    return switch (kind) {
      case Graph.WW -> "wrote before T" + next + " wrote the same key";
      case Graph.WR -> "wrote what T" + next + " read";
      case Graph.RW -> "did not see what T" + next + " wrote";
      case Graph.SO -> "came before T" + next + " of the same client";
      case Graph.RT -> "returned before T" + next + " was called";
      default -> "comes before T" + next;
    };
  }
}
