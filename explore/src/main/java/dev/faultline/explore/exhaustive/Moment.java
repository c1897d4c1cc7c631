package dev.faultline.explore.exhaustive;

import dev.faultline.core.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A point in a run where one of several things may happen next; see {@link ScheduleTree}. */
final class Moment implements Fork {
  /**
   * Something that may happen.
   *
   * @param key its identity
   * @param node where it happens; −1 when it concerns all
   * @param cause the event that made it possible; −1 for none
   * @param fault that strikes, or null for an event
   */
  record Option(long key, int node, long cause, @Nullable Fault fault) {}

  /** How far what happened reaches: what besides its node it turned out to change. */
  enum Reach {
    NODE,
    /** It begins or ends an operation of a client, whose order is part of the history. */
    HISTORY,
    /** It ended the world, and so kept everything else from happening. */
    WORLD
  }

  /** Something that another branch has explored from an equivalent state. */
  record Sleeper(Option option, Reach reach) {}

  final List<Option> options;
  final List<Sleeper> sleeping;

  /** The event's ordinal in the run; for a fault that of the event after it. */
  final long ordinal;

  private final boolean[] wanted;
  private final boolean[] done;
  private final Reach[] reach;
  private int chosen = -1;

  Moment(List<Option> options, List<Sleeper> sleeping, long ordinal) {
    this.options = options;
    this.sleeping = sleeping;
    this.ordinal = ordinal;
    this.wanted = new boolean[options.size()];
    this.done = new boolean[options.size()];
    this.reach = new Reach[options.size()];
    Arrays.fill(reach, Reach.NODE);
  }

  /** The moment of an outline, which has to have as many options; null where it has not. */
  static @Nullable Moment of(
      Outline outline, List<Option> options, List<Sleeper> sleeping, long ordinal) {
    if (!outline.isMoment() || outline.ways() != options.size()) {
      return null;
    }
    Moment moment = new Moment(options, sleeping, ordinal);
    moment.chosen = outline.chosen();
    for (int i = 0; i < options.size(); i++) {
      moment.wanted[i] = outline.wants(i);
      moment.done[i] = outline.done(i);
      moment.reach[i] = outline.reach(i);
    }
    return moment;
  }

  /** What is asleep is not wanted there: it is neither tried nor wanted again. */
  Outline outline() {
    Outline outline = Outline.moment(options.size(), chosen);
    for (int i = 0; i < options.size(); i++) {
      if (wanted[i] && !sleeps(options.get(i).key())) {
        outline.want(i);
      }
      if (done[i]) {
        outline.doneWith(i);
      }
      outline.reached(i, reach[i]);
    }
    return outline;
  }

  Option chosen() {
    return options.get(chosen);
  }

  int chosenIndex() {
    return chosen;
  }

  /** What was chosen turned out to reach that far. */
  void chosenReached(Reach far) {
    if (far.compareTo(reach[chosen]) > 0) {
      reach[chosen] = far;
    }
  }

  Reach reach() {
    return reach[chosen];
  }

  void want(int option) {
    wanted[option] = true;
  }

  void wantAll() {
    Arrays.fill(wanted, true);
  }

  void wantOneEventAndAllFaults() {
    boolean event = false;
    for (int i = 0; i < options.size(); i++) {
      Option option = options.get(i);
      if (option.fault() != null) {
        want(i);
      } else if (!event && !sleeps(option.key())) {
        want(i);
        event = true;
      }
    }
  }

  int indexOf(long key) {
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).key() == key) {
        return i;
      }
    }
    return -1;
  }

  boolean wants(int option) {
    return wanted[option];
  }

  boolean sleeps(long key) {
    for (Sleeper sleeper : sleeping) {
      if (sleeper.option().key() == key) {
        return true;
      }
    }
    return false;
  }

  /** Chooses something that is wanted and not done; false when there is nothing left. */
  @Override
  public boolean next() {
    if (chosen >= 0) {
      done[chosen] = true;
    }
    for (int i = 0; i < options.size(); i++) {
      if (wanted[i] && !done[i] && !sleeps(options.get(i).key())) {
        chosen = i;
        return true;
      }
    }
    return false;
  }

  /** What need not be tried after the chosen option, because it commutes with it. */
  List<Sleeper> asleepAfter() {
    List<Sleeper> asleep = new ArrayList<>();
    for (Sleeper sleeper : sleeping) {
      keepIfIndependent(sleeper, asleep);
    }
    for (int i = 0; i < options.size(); i++) {
      if (done[i]) {
        keepIfIndependent(new Sleeper(options.get(i), reach[i]), asleep);
      }
    }
    return asleep;
  }

  private void keepIfIndependent(Sleeper sleeper, List<Sleeper> asleep) {
    if (!dependent(sleeper.option(), sleeper.reach(), chosen(), reach())) {
      asleep.add(sleeper);
    }
  }

  /**
   * Whether the order of two events may matter: they happen at one node, or both are part of the
   * clients' history, or one of them ends the world, or both are faults, of which the model allows
   * only so many.
   */
  static boolean dependent(Option a, Reach aReach, Option b, Reach bReach) {
    return a.node() == b.node()
        || a.node() < 0
        || b.node() < 0
        || aReach == Reach.WORLD
        || bReach == Reach.WORLD
        || aReach == Reach.HISTORY && bReach == Reach.HISTORY
        || a.fault() != null && b.fault() != null;
  }
}
