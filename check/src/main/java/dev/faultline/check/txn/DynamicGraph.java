package dev.faultline.check.txn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A graph without cycles that grows an edge at a time, in a topological order that is kept up
 * (Pearce and Kelly, "A Dynamic Topological Sort Algorithm for Directed Acyclic Graphs", JEA 2006).
 */
final class DynamicGraph {

  /** A transaction, or where many meet many. */
  static final class Node {
    /** None for a barrier of real time and for the readers of one state of a list. */
    final @Nullable OnlineTxn transaction;

    /** Position of the event that made it; for a transaction that of its call. */
    final long position;

    /** What was called later cannot come to stand before it; see {@link OnlinePruning}. */
    long horizon = Long.MAX_VALUE;

    private final List<Edge> out = new ArrayList<>();
    private List<Node> in = new ArrayList<>();
    private long order;
    private long mark;
    private boolean removed;
    private @Nullable Node cameFrom;
    private int cameBy;

    private Node(@Nullable OnlineTxn transaction, long position) {
      this.transaction = transaction;
      this.position = position;
    }

    boolean isRemoved() {
      return removed;
    }
  }

  private record Edge(Node to, int kind) {}

  /**
   * A cycle.
   *
   * @param kinds of the edge from each node to the next
   */
  record Cycle(List<Node> nodes, List<Integer> kinds) {}

  private List<Node> nodes = new ArrayList<>();
  private long orders;
  private long marks;

  Node node(@Nullable OnlineTxn transaction, long position) {
    var node = new Node(transaction, position);
    node.order = orders++;
    nodes.add(node);
    return node;
  }

  int size() {
    return nodes.size();
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Adds an edge, unless an end was removed; answers the cycle that it closes, if it does. */
  @Nullable Cycle edge(@Nullable Node from, Node to, int kind) {
    if (from == null || from == to || from.removed || to.removed) {
      return null;
    }
    for (var edge : from.out.reversed()) {
      if (edge.to() == to) {
        return null; // One reason to come first is enough.
      }
    }
    if (to.order < from.order) {
      var after = reach(to, from.order);
      if (from.mark == marks) {
        return cycle(from, to, kind);
      }
      reorder(after, reachBack(from, to.order));
    }
    from.out.add(new Edge(to, kind));
    to.in.add(from);
    return null;
  }

  /** What comes after a node, up to a place in the order. */
  private List<Node> reach(Node start, long upTo) {
    marks++;
    var found = new ArrayList<Node>(List.of(start));
    start.mark = marks;
    for (int i = 0; i < found.size(); i++) {
      for (var edge : found.get(i).out) {
        if (edge.to().mark != marks && edge.to().order <= upTo) {
          edge.to().mark = marks;
          found.add(edge.to());
        }
      }
    }
    return found;
  }

  private List<Node> reachBack(Node start, long downTo) {
    marks++;
    var found = new ArrayList<Node>(List.of(start));
    start.mark = marks;
    for (int i = 0; i < found.size(); i++) {
      for (var before : found.get(i).in) {
        if (before.mark != marks && before.order >= downTo) {
          before.mark = marks;
          found.add(before);
        }
      }
    }
    return found;
  }

  /** Gives both the places that both have, what comes before first. */
  private static void reorder(List<Node> after, List<Node> before) {
    var byOrder = Comparator.<Node>comparingLong(node -> node.order);
    after.sort(byOrder);
    before.sort(byOrder);
    var all = new ArrayList<>(before);
    all.addAll(after);
    long[] places = all.stream().mapToLong(node -> node.order).sorted().toArray();
    for (int i = 0; i < places.length; i++) {
      all.get(i).order = places[i];
    }
  }

  /** The shortest way back from {@code to}, closed by the new edge. */
  private Cycle cycle(Node from, Node to, int kind) {
    marks++;
    to.mark = marks;
    var queue = new ArrayDeque<Node>(List.of(to));
    while (from.mark != marks) {
      var node = queue.remove();
      for (var edge : node.out) {
        if (edge.to().mark != marks) {
          edge.to().mark = marks;
          edge.to().cameFrom = node;
          edge.to().cameBy = edge.kind();
          queue.add(edge.to());
        }
      }
    }
    var path = new ArrayList<Node>();
    var kinds = new ArrayList<Integer>();
    path.add(from);
    kinds.add(kind);
    for (Node node = from; node != to && node.cameFrom != null; node = node.cameFrom) {
      path.addFirst(node.cameFrom);
      kinds.addFirst(node.cameBy);
    }
    return new Cycle(path, kinds);
  }

  /** Marks what the start reaches without leaving what may be entered. */
  void markFrom(List<Node> starts, Predicate<Node> enter, List<Node> marked) {
    var waiting = new ArrayDeque<>(starts);
    marks++;
    starts.forEach(node -> node.mark = marks);
    while (!waiting.isEmpty()) {
      var node = waiting.remove();
      marked.add(node);
      for (var edge : node.out) {
        if (edge.to().mark != marks && enter.test(edge.to())) {
          edge.to().mark = marks;
          waiting.add(edge.to());
        }
      }
    }
  }

  /** Forgets all others. */
  void keep(List<Node> kept) {
    nodes.forEach(node -> node.removed = true);
    kept.forEach(node -> node.removed = false);
    nodes = new ArrayList<>(nodes.stream().filter(node -> !node.removed).toList());
    for (var node : nodes) {
      node.out.removeIf(edge -> edge.to().removed);
      node.in.removeIf(before -> before.removed);
      node.cameFrom = null;
    }
  }
}
