package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.exhaustive.StateCodec.Answer;
import dev.faultline.explore.exhaustive.StateCodec.Expand;
import dev.faultline.explore.exhaustive.StateCodec.Judge;
import dev.faultline.explore.exhaustive.StateCodec.Moves;
import dev.faultline.explore.exhaustive.StateCodec.Stop;
import dev.faultline.explore.exhaustive.StatePieces.Expanded;
import dev.faultline.explore.exhaustive.StateProgress.Violated;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A search over states by several threads or JVMs: they try what may happen next in states that
 * were found, and tell by digests where that led; what is new is decided here, in the order in
 * which one thread comes to it. Then they judge the ends of runs. What each piece comes to depends
 * on the program alone, so the search is that of one thread, whoever looks at what and when.
 */
final class StateFrontier implements Frontier {
  /** A piece has this share of the states that wait at most, so that there are enough for all. */
  private static final int PIECES = 32;

  private static final int FEWEST = 128;

  /** A piece: {@code size} states from that place in a list on. */
  private record Stretch(int first, int size, long most) {}

  private record Learnt(Stretch stretch, Part part, byte[] shown) {}

  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private final StateReplays replays;
  private final Expanded beginning;
  private final StateGraph graph;
  private final DigestTable table;
  private final SearchedWorld shown;

  /** States to try events in, in the order of their numbers. */
  private final List<Integer> open;

  private final Map<Integer, Stretch> underWay = new LinkedHashMap<>();
  private final Deque<Stretch> again = new ArrayDeque<>();

  /** What came before its turn, by the place of its first state. */
  private final SortedMap<Integer, Learnt> waiting = new TreeMap<>();

  private int pieces;

  /** Whether there is nothing to try events in: one piece without states is the whole search. */
  private boolean empty;

  /** The place of the first state that no piece has. */
  private int given;

  /** The place of the first state that is not learnt. */
  private int learnt;

  /** Whether the states are searched, and the ends of runs are judged. */
  private boolean judging;

  private boolean complete;
  private boolean over;
  private int judged;

  /** The run to the violation that ended the search, and the property; or null. */
  private @Nullable Violated violated;

  private StateFrontier(
      CampaignPlan plan, Strategy.Exhaustive strategy, Expanded beginning, StateProgress from) {
    this.plan = plan;
    this.strategy = strategy;
    this.replays = new StateReplays(plan, strategy);
    this.beginning = beginning;
    this.graph = from.graph();
    this.table = from.table();
    this.shown = from.shown();
    this.open = graph.open();
    this.judging = from.judging();
    this.complete = from.complete();
    this.learnt = from.learnt();
    this.given = learnt;
    this.judged = judging ? learnt : 0;
    this.violated = from.violated();
    this.over = violated != null || judging && learnt >= end();
  }

  /** A search that begins. */
  static StateFrontier of(CampaignPlan plan, Strategy.Exhaustive strategy) {
    Expanded beginning = FirstWorld.beginning(plan, strategy);
    StateFrontier frontier =
        new StateFrontier(plan, strategy, beginning, StateProgress.none(strategy.depth()));
    Answer answer = beginning.answer();
    frontier.shown.add(answer.shown());
    frontier.graph.begins(Math.min(beginning.prologue(), plan.maxEvents()));
    if (answer.ends().length > 0 && plan.maxEvents() > beginning.prologue()) {
      frontier.table.add(answer.states()[0], answer.states()[1]);
      if (frontier.graph.finds(-1, 0, 0, answer.ends()[0])) {
        frontier.open.add(0);
      }
    }
    frontier.empty = frontier.open.isEmpty();
    return frontier;
  }

  /**
   * A search that goes on.
   *
   * @param total what its worlds came to so far
   */
  static StateFrontier from(
      CampaignPlan plan, Strategy.Exhaustive strategy, byte[] progress, Part total) {
    StateProgress from = StateProgress.read(progress, strategy.depth());
    StateFrontier frontier =
        new StateFrontier(plan, strategy, FirstWorld.beginning(plan, strategy), from);
    frontier.empty = !from.judging() && frontier.open.isEmpty();
    frontier.over |= total.closed();
    return frontier;
  }

  /**
   * The rest of a search whose states are known.
   *
   * @param from how far it is
   */
  static StateFrontier judging(
      CampaignPlan plan, Strategy.Exhaustive strategy, Expanded beginning, StateProgress from) {
    return new StateFrontier(plan, strategy, beginning, from);
  }

  /** See {@link dev.faultline.explore.search.Source#progress}. */
  synchronized byte @Nullable [] progress(int counted) {
    boolean searched = judging || violated != null;
    if (counted != (searched ? 1 + judged : 0)) {
      return null;
    }
    int done = judging ? judged : learnt;
    return new StateProgress(judging, complete, done, graph, table, shown, violated).bytes();
  }

  // --- what can be run now ---

  @Override
  public synchronized @Nullable Piece next(int runs) {
    if (over) {
      return null;
    }
    Stretch stretch = again.isEmpty() ? cut(runs) : again.remove();
    if (stretch == null) {
      return null;
    }
    List<Integer> numbers = list().subList(stretch.first, stretch.first + stretch.size);
    List<long[]> paths = numbers.stream().map(graph::path).toList();
    // Of the ends of runs the first is the second world.
    int from = judging ? 1 + stretch.first : 0;
    byte[] recipe =
        StateCodec.bytes(
            judging
                ? new Judge(graph.prologue(), paths)
                : new Expand(stretch.most, paths, table.digests(numbers)));
    underWay.put(pieces, stretch);
    return new Piece(pieces++, from, from + Math.max(1, stretch.size), recipe);
  }

  private List<Integer> list() {
    return judging ? graph.terminal() : open;
  }

  /** How many states of the list are to be looked at. */
  private int end() {
    return judging ? Math.min(graph.terminal().size(), plan.worlds() - 1) : open.size();
  }

  private @Nullable Stretch cut(int runs) {
    int left = end() - given;
    if (empty) {
      empty = false;
      return new Stretch(0, 0, Long.MAX_VALUE);
    }
    if (left == 0) {
      return null;
    }
    int size = Math.min(left, Math.min(runs, Math.max(FEWEST, left / PIECES)));
    Stretch stretch = new Stretch(given, size, Long.MAX_VALUE);
    given += size;
    return stretch;
  }

  @Override
  public synchronized boolean needs(int number) {
    Stretch stretch = underWay.get(number);
    return !over && stretch != null;
  }

  @Override
  public synchronized boolean done() {
    return over;
  }

  @Override
  public int runs(Part part, byte[] shown) {
    return shown.length == 0 ? part.worlds() : StateCodec.states(shown);
  }

  // --- what it came to ---

  @Override
  public synchronized List<Part> learn(int number, Part part, byte[] shown) {
    Stretch stretch = underWay.remove(number);
    if (stretch == null || over) {
      return List.of();
    }
    part.forgetNothing();
    if (!part.failed() && !whole(stretch, part, shown)) {
      // Somebody interrupted it.
      again.add(stretch);
      return List.of();
    }
    waiting.put(stretch.first, new Learnt(stretch, part, shown));
    List<Part> parts = new ArrayList<>();
    for (Learnt next = waiting.remove(learnt);
        next != null;
        next = over ? null : waiting.remove(learnt)) {
      Part counted = judging ? judged(next) : expanded(next);
      if (counted != null) {
        parts.add(counted);
      }
    }
    return parts;
  }

  private boolean whole(Stretch stretch, Part part, byte[] shown) {
    return judging
        ? part.closed() || part.worlds() == stretch.size
        : shown.length > 0 && StateCodec.whole(shown);
  }

  private Part judged(Learnt next) {
    learnt += next.stretch.size;
    judged += next.part.worlds();
    over = next.part.closed() || learnt == end();
    return next.part;
  }

  private @Nullable Part expanded(Learnt next) {
    if (next.part.failed()) {
      over = true;
      return next.part;
    }
    Answer answer = StateCodec.answer(next.shown);
    // The world's own beginning may be more than is allowed.
    long left = Math.max(0, plan.maxEvents() - graph.events());
    if (answer.tried() > left) {
      // What it showed after the last event that counts would count too.
      again.add(new Stretch(next.stretch.first, next.stretch.size, left));
      return null;
    }
    shown.add(answer.shown());
    for (int i = 0; i < answer.moves().size(); i++) {
      add(open.get(learnt + i), answer.moves().get(i), answer);
    }
    Stop stop = answer.stop();
    if (stop != null && stop.violated() != null) {
      over = true;
      Part part = violation(learnt, answer, stop.violated());
      // One that is not come to again is no end: from its file the search comes here once more.
      violated = part.failed() ? null : new Violated(path(learnt, answer.moves()), stop.violated());
      return part;
    }
    learnt += next.stretch.size;
    boolean tooMany = graph.events() >= plan.maxEvents();
    if (stop == null && !tooMany && learnt < open.size()) {
      return null;
    }
    complete = stop == null && !tooMany && !graph.cut();
    return searched(tooMany ? StateSource.tooMany(plan) : stop == null ? null : stop.text());
  }

  /** The events of one state. */
  private void add(int at, Moves moves, Answer answer) {
    for (int i = 0; i < moves.to().length; i++) {
      graph.tries();
      int to = moves.to()[i];
      // What the last event of all leads to is not looked at.
      if (to == Moves.UNSEEN || graph.events() == plan.maxEvents()) {
        return;
      }
      if (to == Moves.STAYS) {
        graph.stays(at, i);
      } else {
        add(at, i, moves.keys()[i], to, answer);
      }
    }
  }

  private void add(int at, int place, long key, int to, Answer answer) {
    int number = table.add(answer.states()[2 * to], answer.states()[2 * to + 1]);
    if (number < 0) {
      graph.returns(at, place, -1 - number);
    } else if (graph.finds(at, place, key, answer.ends()[to])) {
      open.add(number);
    }
  }

  private Part violation(int first, Answer answer, String property) {
    Violated found = new Violated(path(first, answer.moves()), property);
    return FirstWorld.violation(plan, strategy, graph.prologue(), found);
  }

  /** The run to the last event of all; to the beginning where there is none. */
  private long[] path(int first, List<Moves> moves) {
    if (moves.isEmpty()) {
      return new long[0];
    }
    long[] keys = moves.getLast().keys();
    long[] before = graph.path(open.get(first + moves.size() - 1));
    long[] path = Arrays.copyOf(before, before.length + 1);
    path[before.length] = keys[keys.length - 1];
    return path;
  }

  private Part searched(@Nullable String inconclusive) {
    Part part = FirstWorld.searched(plan, beginning, shown, graph.totals(), inconclusive);
    judging = true;
    given = 0;
    learnt = 0;
    again.clear();
    underWay.clear();
    over = end() == 0;
    return part;
  }

  @Override
  public synchronized List<Part> found() {
    List<Part> found = new ArrayList<>();
    for (Learnt each : over ? List.<Learnt>of() : waiting.values()) {
      if (judging) {
        found.add(each.part);
      } else if (each.shown.length > 0 && found.isEmpty()) {
        Answer answer = StateCodec.answer(each.shown);
        Stop stop = answer.stop();
        if (stop != null && stop.violated() != null) {
          found.add(violation(each.stretch.first, answer, stop.violated()));
        }
      }
    }
    return found;
  }

  /** The world with that number once more; null where it is the search itself. */
  synchronized @Nullable WorldRun again(int index) {
    if (index == 0 && violated != null) {
      return replays.violation(
          StateGraph.tape(graph.prologue(), violated.path(), strategy.network()),
          violated.property());
    }
    return index == 0
        ? null
        : replays.end(graph.tape(graph.terminal().get(index - 1), strategy.network()));
  }

  /** How many ends of runs were judged. */
  synchronized int judged() {
    return judged;
  }

  synchronized Exploration exploration() {
    return StateSource.exploration(
        plan, strategy, beginning.run().declared(), shown, graph.totals(), complete, judged);
  }
}
