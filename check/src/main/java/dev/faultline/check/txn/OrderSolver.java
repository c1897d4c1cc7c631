package dev.faultline.check.txn;

import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether some choices of the kind "these edges or those" can be made without a cycle: the
 * acyclicity of polygraphs (Papadimitriou, JACM 1979), which is NP-complete.
 *
 * <p>Keeps the transitive closure in bit sets. A choice one side of which would close a cycle is
 * made the other way, again and again; what is left is guessed, with backtracking. Honest histories
 * leave little to guess, since a guess in the order of time is nearly always right (Cobra, OSDI
 * 2020; PolySI, VLDB 2023).
 */
final class OrderSolver {

  /** Two sides and where they are kept. */
  private static final long BYTES_PER_CHOICE = 96;

  private static final int[] NONE = {};

  private final int nodes;
  private final int words;
  private final Meter meter;
  private final Graph.Builder fixed;
  private final List<Side> first = new ArrayList<>();
  private final List<Side> second = new ArrayList<>();
  private final Ints forbidden = new Ints();

  /** Bit b of row a: a reaches b. */
  private long[] reach = new long[0];

  private long[] atRoot = new long[0];

  /** Chosen edges, in pairs, in the order of choice. */
  private final Ints chosen = new Ints();

  /** For each choice where its edges begin among those chosen; meaningful once it is made. */
  private int[] chosenFrom = new int[0];

  private final Ints trail = new Ints();

  /**
   * The choice that had no possible side, before anything was guessed; -1 if that did not happen.
   */
  private int contradiction = -1;

  private boolean guessed;
  private boolean[] made = new boolean[0];

  /**
   * One side of a choice, as pairs of nodes.
   *
   * @param edges the first of each before the second
   * @param nevers the first of each must not reach the second
   */
  record Side(int[] edges, int[] nevers) {}

  OrderSolver(int nodes, Meter meter) {
    this.nodes = nodes;
    this.meter = meter;
    words = (nodes + 63) >> 6;
    fixed = new Graph.Builder(nodes);
    meter.spend(0, 16L * nodes * words); // The closure twice, before anything else is made.
    if ((long) nodes * words > Integer.MAX_VALUE - 8) {
      meter.stop("an order of " + nodes + " events is more than one table holds");
    }
  }

  void edge(int from, int to) {
    fixed.edge(from, to, Graph.THROUGH);
  }

  /** One node must never reach another. */
  void never(int from, int to) {
    forbidden.add(from);
    forbidden.add(to);
  }

  /** As {@link #either(Side, Side)}, with edges alone. */
  boolean either(int[] preferred, int[] otherwise) {
    return either(new Side(preferred, NONE), new Side(otherwise, NONE));
  }

  /**
   * All that is on one side or all that is on the other; the first side is tried first.
   *
   * @return whether there is budget for more
   */
  boolean either(Side preferred, Side otherwise) {
    long numbers = preferred.edges().length + otherwise.edges().length;
    numbers += preferred.nevers().length + otherwise.nevers().length;
    if (!meter.spend(0, BYTES_PER_CHOICE + 4 * numbers)) {
      return false;
    }
    first.add(preferred);
    second.add(otherwise);
    return true;
  }

  /** How it ended. */
  enum Ending {
    POSSIBLE,
    IMPOSSIBLE,
    UNDECIDED
  }

  Ending solve() {
    if (meter.stopped()) {
      return Ending.UNDECIDED;
    }
    made = new boolean[first.size()];
    chosenFrom = new int[first.size()];
    if (!close() || !propagate()) {
      return meter.stopped() ? Ending.UNDECIDED : Ending.IMPOSSIBLE;
    }
    atRoot = reach.clone();
    var guesses = new ArrayList<Guess>();
    int rootChoices = trail.length();
    int rootEdges = chosen.length();
    int next = 0;
    while (true) {
      while (next < made.length && made[next]) {
        next++;
      }
      if (next == made.length) {
        return Ending.POSSIBLE;
      }
      guessed = true;
      guesses.add(new Guess(next, trail.length(), chosen.length(), forbidden.length(), false));
      boolean works = make(next, first.get(next)) && propagate();
      while (!works) {
        if (!meter.spend(1, 0)) {
          return Ending.UNDECIDED;
        }
        while (!guesses.isEmpty() && guesses.getLast().second()) {
          guesses.removeLast();
        }
        if (guesses.isEmpty()) {
          return Ending.IMPOSSIBLE;
        }
        var last = guesses.removeLast();
        backTo(last, rootEdges);
        assert trail.length() >= rootChoices;
        guesses.add(new Guess(last.choice(), last.trail(), last.edges(), last.nevers(), true));
        next = last.choice();
        works = make(next, second.get(next)) && propagate();
      }
      if (meter.stopped() || !meter.spend(1, 0)) {
        return Ending.UNDECIDED;
      }
    }
  }

  /** Nodes that suffice to show that there is no order, if no guess was needed to know it. */
  Optional<BitSet> core() {
    var graph = fixed.build();
    boolean cyclic = graph.topological(~0).length < nodes;
    if (guessed || contradiction < 0 && !cyclic || forbidden.length() > 0) {
      return Optional.empty();
    }
    return OrderCore.of(graph, chosen.toArray(), chosenFrom, made, first, second, contradiction);
  }

  /** Nodes in an order that keeps all edges; after a possible ending. */
  int[] order() {
    Integer[] byRank = new Integer[nodes];
    int[] rank = new int[nodes];
    for (int n = 0; n < nodes; n++) {
      byRank[n] = n;
      for (int w = 0; w < words; w++) {
        rank[n] += Long.bitCount(reach[n * words + w]);
      }
    }
    // Whoever reaches a node reaches all that it reaches, and it too.
    Arrays.sort(byRank, (a, b) -> Integer.compare(rank[b], rank[a]));
    return Arrays.stream(byRank).mapToInt(Integer::intValue).toArray();
  }

  private record Guess(int choice, int trail, int edges, int nevers, boolean second) {}

  private boolean close() {
    var graph = fixed.build();
    int[] order = graph.topological(~0);
    if (order.length < nodes) {
      return false;
    }
    reach = new long[nodes * words];
    for (int i = order.length - 1; i >= 0; i--) {
      int node = order[i];
      for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
        include(node, graph.target[e]);
      }
    }
    for (int f = 0; f < forbidden.length(); f += 2) {
      if (same(forbidden.get(f), forbidden.get(f + 1))) {
        return false;
      }
    }
    return true;
  }

  private void include(int node, int target) {
    for (int w = 0; w < words; w++) {
      reach[node * words + w] |= reach[target * words + w];
    }
    reach[node * words + (target >> 6)] |= 1L << target;
  }

  private boolean reaches(int from, int to) {
    return (reach[from * words + (to >> 6)] & 1L << to) != 0;
  }

  private boolean same(int from, int to) {
    return from == to || reaches(from, to);
  }

  private boolean possible(Side side) {
    int[] nevers = side.nevers();
    for (int n = 0; n < nevers.length; n += 2) {
      if (same(nevers[n], nevers[n + 1])) {
        return false;
      }
    }
    return possible(side.edges());
  }

  private boolean possible(int[] edges) {
    for (int e = 0; e < edges.length; e += 2) {
      if (same(edges[e + 1], edges[e])) {
        return false;
      }
      for (int f = 0; f < forbidden.length(); f += 2) {
        if (same(forbidden.get(f), edges[e]) && same(edges[e + 1], forbidden.get(f + 1))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean propagate() {
    boolean again = true;
    while (again) {
      again = false;
      if (!meter.spend(1, 0)) {
        return false;
      }
      for (int c = 0; c < made.length; c++) {
        if (made[c]) {
          continue;
        }
        if (!meter.spend(0, 0)) {
          return false;
        }
        boolean one = possible(first.get(c));
        boolean other = possible(second.get(c));
        if (!one && !other) {
          contradiction = guessed ? -1 : c;
          return false;
        }
        if (!one || !other) {
          again = true;
          if (!make(c, one ? first.get(c) : second.get(c))) {
            contradiction = guessed ? -1 : c;
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Makes a choice; false if what is on its side together is impossible. */
  private boolean make(int choice, Side side) {
    made[choice] = true;
    chosenFrom[choice] = chosen.length();
    trail.add(choice);
    for (int never : side.nevers()) {
      forbidden.add(never);
    }
    int[] edges = side.edges();
    for (int e = 0; e < edges.length; e += 2) {
      if (!possible(new int[] {edges[e], edges[e + 1]})) {
        return false;
      }
      chosen.add(edges[e]);
      chosen.add(edges[e + 1]);
      add(edges[e], edges[e + 1]);
    }
    return possible(side);
  }

  private void add(int from, int to) {
    if (reaches(from, to)) {
      return;
    }
    for (int node = 0; node < nodes; node++) {
      if (node == from || reaches(node, from)) {
        include(node, to);
      }
    }
  }

  private void backTo(Guess guess, int rootEdges) {
    while (trail.length() > guess.trail()) {
      made[trail.removeLast()] = false;
    }
    while (chosen.length() > guess.edges()) {
      chosen.removeLast();
    }
    while (forbidden.length() > guess.nevers()) {
      forbidden.removeLast();
    }
    System.arraycopy(atRoot, 0, reach, 0, reach.length);
    for (int e = rootEdges; e < chosen.length(); e += 2) {
      add(chosen.get(e), chosen.get(e + 1));
    }
  }
}
