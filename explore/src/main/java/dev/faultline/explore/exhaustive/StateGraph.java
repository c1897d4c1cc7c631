package dev.faultline.explore.exhaustive;

import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.ReplayAdversary;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.base.KeyedHash;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states that a search has come to, the nearest first, and how: numbered in the order in which
 * one thread comes to them that tries the events of one state after the other. Not thread-safe.
 */
final class StateGraph {
  /** What the state is called at which a search begins. */
  static final long BEGINNING = KeyedHash.mix(1);

  /** In place of a state, for an event that changed nothing. */
  static final long STAYS = 0xC2B2AE3D27D4EB4FL;

  private final int depthLimit;

  /** The state that each was come to from first; −1 for the one at which the search begins. */
  private int[] from = new int[1 << 10];

  /** The event that led there. */
  private long[] keys = new long[1 << 10];

  /** What each is called: a hash of the events of the first way there. */
  private long[] ids = new long[1 << 10];

  /** How many events away each was then: looked at for every event. */
  private int[] depths = new int[1 << 10];

  private int size;
  private final List<Integer> terminal = new ArrayList<>();
  private long transitions;
  private long hash;
  private boolean goesRound;
  private boolean cut;

  /** The events before the search began: the world's own. */
  private long prologue;

  /**
   * Of a search.
   *
   * @param depthLimit states so many events away are not gone on from
   */
  StateGraph(int depthLimit) {
    this.depthLimit = depthLimit;
  }

  /** Knows nothing but those ends of runs, in that order, and how they are come to. */
  static StateGraph to(long prologue, List<Way> ends) {
    StateGraph graph = new StateGraph(Integer.MAX_VALUE);
    graph.begins(prologue);
    for (Way way : ends) {
      int at = -1;
      long key = 0;
      for (int i = 0; i < way.keys().length; i++) {
        graph.finds(at, 0, key, false);
        at = graph.size - 1;
        key = way.keys()[i];
      }
      graph.finds(at, 0, key, true);
    }
    return graph;
  }

  /** The search begins after so many events. */
  void begins(long prologue) {
    this.prologue = prologue;
  }

  /** An event is tried. */
  void tries() {
    transitions++;
  }

  /** What a state is called that this event leads to first, from a state that is called so. */
  static long id(long from, long key) {
    return KeyedHash.of(from, 1, key, 0);
  }

  /**
   * The share that an event has in the hash of a search, to be multiplied by {@link #target}: sums
   * do not depend on their order, so that whoever keeps a state can add up what leads there.
   *
   * @param place which of the events of that state it is
   */
  static long edge(long from, int place) {
    return KeyedHash.of(from, 2, place, 0);
  }

  static long target(long id) {
    return id | 1;
  }

  /** That event of the state changed nothing. */
  void stays(int at, int place) {
    hash += edge(ids[at], place) * STAYS;
  }

  /** It led to a state that is known. */
  void returns(int at, int place, int known) {
    hash += edge(ids[at], place) * target(ids[known]);
    goesRound |= depths[known] <= depths[at];
  }

  /**
   * It led to a new state, which gets the next number.
   *
   * @param at where it was tried; −1 for the state at which the search begins
   * @param place which of the events there it is
   * @param ends whether nothing is left to happen there
   * @return whether the search goes on from there
   */
  boolean finds(int at, int place, long key, boolean ends) {
    int number = size++;
    if (number == from.length) {
      from = Arrays.copyOf(from, 2 * number);
      keys = Arrays.copyOf(keys, 2 * number);
      ids = Arrays.copyOf(ids, 2 * number);
      depths = Arrays.copyOf(depths, 2 * number);
    }
    from[number] = at;
    keys[number] = key;
    ids[number] = at < 0 ? BEGINNING : id(ids[at], key);
    depths[number] = at < 0 ? 0 : depths[at] + 1;
    hash += at < 0 ? BEGINNING : edge(ids[at], place) * target(ids[number]);
    if (ends) {
      terminal.add(number);
      return false;
    }
    boolean tooFar = depths[number] >= depthLimit;
    cut |= tooFar;
    return !tooFar;
  }

  int depth(int number) {
    return depths[number];
  }

  /** Writes all but the depth limit, which is the strategy's. */
  void write(DataOutputStream out) throws IOException {
    out.writeLong(prologue);
    out.writeLong(transitions);
    out.writeLong(hash);
    out.writeBoolean(goesRound);
    out.writeBoolean(cut);
    out.writeInt(size);
    for (int number = 0; number < size; number++) {
      out.writeInt(from[number]);
      out.writeLong(keys[number]);
    }
    out.writeInt(terminal.size());
    for (int number : terminal) {
      out.writeInt(number);
    }
  }

  /**
   * Reads a graph.
   *
   * @param depthLimit see the constructor
   */
  static StateGraph read(DataInputStream in, int depthLimit) throws IOException {
    StateGraph graph = new StateGraph(depthLimit);
    graph.prologue = in.readLong();
    graph.transitions = in.readLong();
    graph.hash = in.readLong();
    graph.goesRound = in.readBoolean();
    graph.cut = in.readBoolean();
    graph.size = in.readInt();
    graph.from = new int[Math.max(1, graph.size)];
    graph.keys = new long[graph.from.length];
    graph.ids = new long[graph.from.length];
    graph.depths = new int[graph.from.length];
    for (int number = 0; number < graph.size; number++) {
      int at = in.readInt();
      graph.from[number] = at;
      graph.keys[number] = in.readLong();
      graph.ids[number] = at < 0 ? BEGINNING : id(graph.ids[at], graph.keys[number]);
      graph.depths[number] = at < 0 ? 0 : graph.depths[at] + 1;
    }
    for (int left = in.readInt(); left > 0; left--) {
      graph.terminal.add(in.readInt());
    }
    return graph;
  }

  /** States that the search goes on from, in the order of their numbers. */
  List<Integer> open() {
    List<Integer> open = new ArrayList<>();
    int nextEnd = 0;
    for (int number = 0; number < size; number++) {
      if (nextEnd < terminal.size() && terminal.get(nextEnd) == number) {
        nextEnd++;
      } else if (depths[number] < depthLimit) {
        open.add(number);
      }
    }
    return open;
  }

  /** The events that lead to a state. */
  long[] path(int number) {
    long[] path = new long[depths[number]];
    int at = number;
    for (int i = path.length - 1; i >= 0; i--) {
      path[i] = keys[at];
      at = from[at];
    }
    return path;
  }

  /** The tape of a run to a state. */
  Tape tape(int number, EventOrder order) {
    return tape(path(number), order);
  }

  /** The tape of a run that goes on from a state by that event. */
  Tape tape(int number, long key, EventOrder order) {
    long[] path = path(number);
    long[] longer = Arrays.copyOf(path, path.length + 1);
    longer[path.length] = key;
    return tape(longer, order);
  }

  /** The tape of a run that ends where the search begins. */
  Tape tape(EventOrder order) {
    return tape(new long[0], order);
  }

  private Tape tape(long[] path, EventOrder order) {
    return tape(prologue, path, order);
  }

  /** The tape of a run that ends after these events. */
  static Tape tape(long prologue, long[] path, EventOrder order) {
    List<Departure> departures = new ArrayList<>();
    for (int i = 0; i < path.length; i++) {
      departures.add(new Departure.Chosen(Decision.NEXT_EVENT, 0, prologue + i, path[i]));
    }
    long end = prologue + path.length;
    departures.add(new Departure.Chosen(Decision.NEXT_EVENT, 0, end, ReplayAdversary.END));
    return new Tape(departures, Tape.CALM, order);
  }

  int size() {
    return size;
  }

  long transitions() {
    return transitions;
  }

  /** All events that happened, as far as the search goes back and does not repeat them. */
  long events() {
    return prologue + transitions;
  }

  long prologue() {
    return prologue;
  }

  StateTotals totals() {
    return new StateTotals(size, transitions, events(), hash, goesRound, cut, terminal.size());
  }

  /** Equal exactly for searches that came to the same by the same events, in every JVM. */
  long hash() {
    return hash;
  }

  /** Whether a run may come back to where it was, and so may never come to rest. */
  boolean goesRound() {
    return goesRound;
  }

  /** Whether there are states that were too far away to go on from. */
  boolean cut() {
    return cut;
  }

  /** States in which nothing is left to happen, in the order in which they were found. */
  List<Integer> terminal() {
    return terminal;
  }
}
