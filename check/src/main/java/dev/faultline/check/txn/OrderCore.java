package dev.faultline.check.txn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds the few events of a polygraph that show that it has no order: each choice that was forced
 * was so because an edge of its other side closes a cycle, which leads through other forced choices
 * made before it.
 */
final class OrderCore {

  private final int[] chosen;
  private final int[] chosenFrom;
  private final boolean[] made;
  private final List<OrderSolver.Side> first;
  private final List<OrderSolver.Side> second;
  private final int nodes;
  private final List<Ints> targets = new ArrayList<>();
  private final List<Ints> labels = new ArrayList<>();
  private final BitSet core = new BitSet();
  private final BitSet explained = new BitSet();
  private final ArrayDeque<Integer> open = new ArrayDeque<>();

  private OrderCore(
      Graph fixed,
      int[] chosen,
      int[] chosenFrom,
      boolean[] made,
      List<OrderSolver.Side> first,
      List<OrderSolver.Side> second) {
    this.chosen = chosen;
    this.chosenFrom = chosenFrom;
    this.made = made;
    this.first = first;
    this.second = second;
    nodes = fixed.nodes;
    for (int n = 0; n < nodes; n++) {
      targets.add(new Ints());
      labels.add(new Ints());
      for (int e = fixed.start[n]; e < fixed.start[n + 1]; e++) {
        targets.get(n).add(fixed.target[e]);
        labels.get(n).add(-1);
      }
    }
    for (int i = 0; i < chosen.length; i += 2) {
      targets.get(chosen[i]).add(chosen[i + 1]);
      labels.get(chosen[i]).add(i);
    }
  }

  /**
   * The events.
   *
   * @param chosen edges of choices in the order in which they were made
   * @param chosenFrom where those of a choice begin
   * @param contradiction the choice without a possible side; -1 if the fixed edges have a cycle
   * @return nothing where the reasons cannot be followed
   */
  static Optional<BitSet> of(
      Graph fixed,
      int[] chosen,
      int[] chosenFrom,
      boolean[] made,
      List<OrderSolver.Side> first,
      List<OrderSolver.Side> second,
      int contradiction) {
    var core = new OrderCore(fixed, chosen, chosenFrom, made, first, second);
    boolean complete =
        contradiction < 0 ? core.cycleOfFixed(fixed) : core.contradiction(contradiction);
    while (complete && !core.open.isEmpty()) {
      int choice = core.open.removeFirst();
      var other = core.isFirst(choice) ? second.get(choice) : first.get(choice);
      complete = core.impossible(choice, other, chosenFrom[choice]);
    }
    return complete ? Optional.of(core.core) : Optional.empty();
  }

  private boolean cycleOfFixed(Graph fixed) {
    int[] component = fixed.components(~0);
    for (int n = 0; n < nodes; n++) {
      if (component[n] >= 0) {
        return path(n, n, 0);
      }
    }
    return false;
  }

  /** Neither side was possible, or the one that was left was not when all of it was there. */
  private boolean contradiction(int choice) {
    return impossible(choice, first.get(choice), chosen.length)
        && impossible(choice, second.get(choice), chosen.length);
  }

  /** Which side was made: its first edge is the first of those chosen for it. */
  private boolean isFirst(int choice) {
    int[] edges = first.get(choice).edges();
    int from = chosenFrom[choice];
    return from + 1 < chosen.length && chosen[from] == edges[0] && chosen[from + 1] == edges[1];
  }

  /** Finds the way back that an edge of a side would close, over edges chosen before a limit. */
  private boolean impossible(int choice, OrderSolver.Side side, int limit) {
    for (var each : List.of(first.get(choice), second.get(choice))) {
      core.set(each.edges()[0]);
      core.set(each.edges()[1]);
    }
    int[] edges = side.edges();
    for (int e = 0; e < edges.length; e += 2) {
      if (edges[e] == edges[e + 1] || path(edges[e + 1], edges[e], limit)) {
        core.set(edges[e]);
        core.set(edges[e + 1]);
        return true;
      }
    }
    return false;
  }

  /** A shortest way, at least one edge long; what it leads through is part of the core. */
  private boolean path(int from, int to, int limit) {
    int[] parent = new int[nodes];
    int[] label = new int[nodes];
    var seen = new BitSet(nodes);
    var queue = new ArrayDeque<Integer>();
    queue.add(from);
    while (!queue.isEmpty()) {
      int node = queue.removeFirst();
      var next = targets.get(node);
      for (int i = 0; i < next.length(); i++) {
        int at = next.get(i);
        int edge = labels.get(node).get(i);
        if (edge >= limit || seen.get(at)) {
          continue;
        }
        seen.set(at);
        parent[at] = node;
        label[at] = edge;
        if (at == to) {
          take(from, to, parent, label);
          return true;
        }
        queue.add(at);
      }
    }
    return false;
  }

  private void take(int from, int to, int[] parent, int[] label) {
    int node = to;
    do {
      core.set(node);
      if (label[node] >= 0) {
        explain(label[node]);
      }
      node = parent[node];
    } while (node != from);
    core.set(from);
  }

  private void explain(int edge) {
    for (int c = 0; c < made.length; c++) {
      boolean of =
          made[c] && chosenFrom[c] <= edge && edge < chosenFrom[c] + sideOf(c).edges().length;
      if (of && !explained.get(c)) {
        explained.set(c);
        open.add(c);
      }
      if (of) {
        return;
      }
    }
  }

  private OrderSolver.Side sideOf(int choice) {
    return isFirst(choice) ? first.get(choice) : second.get(choice);
  }
}
