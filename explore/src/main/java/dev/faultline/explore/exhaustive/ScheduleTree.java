package dev.faultline.explore.exhaustive;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tree of all runs of a program, walked depth first, one run from the start for each path.
 *
 * <p>With reduction, of all runs that differ only in the order of independent events one is enough.
 * After each run its races are looked for: two dependent events that could as well have happened
 * the other way round; the other way is then wanted where the first of the two was chosen (source
 * sets: Abdulla, Aronis, Jonsson, Sagonas, POPL 2014; after Flanagan and Godefroid, POPL 2005).
 * Sleep sets (Godefroid 1996) keep what was explored from being explored again.
 */
final class ScheduleTree {
  /**
   * Another way that is wanted at a fork where this tree cannot go it, being a subtree.
   *
   * @param fork its place on the path
   * @param ways of which one is enough; the first where none is wanted yet
   */
  record Wish(int fork, List<Integer> ways) {}

  private final List<Fork> path = new ArrayList<>();

  /** So many forks at the beginning of the path are given: this is the subtree behind them. */
  private final int given;

  private final Set<Wish> wishes = new LinkedHashSet<>();
  private int depth;
  private int firstNew;

  /** The whole tree, from its beginning. */
  ScheduleTree() {
    this(List.of(), 0);
  }

  /**
   * A subtree.
   *
   * @param path of the next run
   * @param given how many of its forks lead to the subtree
   */
  ScheduleTree(List<Outline> path, int given) {
    this.path.addAll(path);
    this.given = given;
  }

  /** The path of the next run, with what is known of its forks. */
  List<Outline> outline() {
    return path.stream()
        .map(fork ->
            switch (fork) {
              case Moment moment -> moment.outline();
              case Fork.Choice choice -> choice.outline();
              case Outline outline -> outline.copy();
            })
        .toList();
  }

  /** What is wanted before the subtree, in the order in which it turned out. */
  List<Wish> wishes() {
    return List.copyOf(wishes);
  }

  /** A run begins. */
  void begin() {
    depth = 0;
    firstNew = Math.max(0, path.size() - 1);
  }

  /** The fork that this run comes to, if it has been there before. */
  @Nullable Fork known() {
    return depth < path.size() ? path.get(depth++) : null;
  }

  /** The fork that was known last turned out to be that one. */
  void tell(Fork fork) {
    path.set(depth - 1, fork);
  }

  void add(Fork fork) {
    path.add(fork);
    depth++;
  }

  /** The moment before the fork that comes next; null at the start. */
  @Nullable Moment lastMoment() {
    for (int i = depth - 1; i >= 0; i--) {
      if (path.get(i) instanceof Moment moment) {
        return moment;
      }
    }
    return null;
  }

  /** Goes to the next run that is wanted; false when there is none left. */
  boolean advance() {
    while (path.size() > given) {
      if (path.getLast().next()) {
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  // --- races ---

  /**
   * Looks for races in the run that has ended.
   *
   * @param leftAtEnd what could still have happened when it ended; null where it was cut
   */
  void findRaces(@Nullable List<Moment.Option> leftAtEnd) {
    List<Moment> run = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    int firstNewMoment = 0;
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i) instanceof Moment moment) {
        run.add(moment);
        places.add(i);
      }
      if (i < firstNew) {
        firstNewMoment = run.size();
      }
    }
    BitSet[] before = new BitSet[run.size()];
    for (int j = 0; j < run.size(); j++) {
      int cause = indexOfEvent(run, run.get(j).chosen().cause());
      BitSet covered = new BitSet();
      if (cause >= 0) {
        covered.or(before[cause]);
        covered.set(cause);
      }
      for (int i = j - 1; i >= 0; i--) {
        if (!covered.get(i) && dependent(run.get(i), run.get(j))) {
          if (j >= firstNewMoment) {
            want(places.get(i), race(run, before, i, j));
          }
          covered.or(before[i]);
          covered.set(i);
        }
      }
      before[j] = covered;
    }
    // The moment before the first new one may have had another choice since.
    for (int i = Math.max(0, firstNewMoment - 1); i < run.size(); i++) {
      List<Moment.Option> next = i + 1 < run.size() ? run.get(i + 1).options : leftAtEnd;
      if (next != null) {
        wantWhatIsGone(places.get(i), run.get(i), next);
      }
    }
  }

  /**
   * What could have happened and cannot any more races with what was chosen in its place, though
   * the run does not show it: a timer that was cancelled, for one, or whatever the end of the world
   * cut off. (In the original algorithm nothing that is enabled goes for good.)
   */
  private void wantWhatIsGone(int place, Moment moment, List<Moment.Option> next) {
    for (int i = 0; i < moment.options.size(); i++) {
      Moment.Option option = moment.options.get(i);
      if (option.fault() == null
          && i != moment.chosenIndex()
          && !moment.sleeps(option.key())
          && next.stream().noneMatch(other -> other.key() == option.key())) {
        want(place, List.of(i));
      }
    }
  }

  /** Wants one of these ways at a moment, unless one of them is wanted already. */
  private void want(int place, List<Integer> ways) {
    if (ways.isEmpty()) {
      return;
    }
    if (place < given) {
      wishes.add(new Wish(place, ways));
    } else if (path.get(place) instanceof Moment moment && ways.stream().noneMatch(moment::wants)) {
      moment.want(ways.getFirst());
    }
  }

  private static boolean dependent(Moment a, Moment b) {
    return Moment.dependent(a.chosen(), a.reach(), b.chosen(), b.reach());
  }

  private static int indexOfEvent(List<Moment> run, long ordinal) {
    if (ordinal < 0) {
      return -1;
    }
    for (int i = (int) ordinal; i < run.size(); i++) {
      if (run.get(i).ordinal == ordinal && run.get(i).chosen().fault() == null) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Events i and j of the run may swap: the events with which a run can begin that has j, and what
   * j needs, before i. Of these one is enough; none is needed where one is asleep.
   */
  private static List<Integer> race(List<Moment> run, BitSet[] before, int i, int j) {
    BitSet others = new BitSet();
    Moment moment = run.get(i);
    List<Integer> ways = new ArrayList<>();
    for (int k = i + 1; k <= j; k++) {
      boolean after = k < j && before[k].get(i);
      if (after) {
        continue;
      }
      boolean initial = k < j ? !before[k].intersects(others) : mayBegin(run, before, others, j);
      others.set(k);
      int option = initial ? moment.indexOf(run.get(k).chosen().key()) : -1;
      if (option < 0) {
        continue;
      }
      if (moment.sleeps(moment.options.get(option).key())) {
        return List.of();
      }
      ways.add(option);
    }
    return ways;
  }

  /** Whether nothing that comes between has to come before j. */
  private static boolean mayBegin(List<Moment> run, BitSet[] before, BitSet others, int j) {
    int cause = indexOfEvent(run, run.get(j).chosen().cause());
    for (int k = others.nextSetBit(0); k >= 0; k = others.nextSetBit(k + 1)) {
      if (k == cause || cause >= 0 && before[cause].get(k) || dependent(run.get(k), run.get(j))) {
        return false;
      }
    }
    return true;
  }
}
