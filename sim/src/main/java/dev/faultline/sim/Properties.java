package dev.faultline.sim;

import dev.faultline.check.Verdict;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.rare.Lazily;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What must hold in a world, or should happen. A name comes first, then the time that something may
 * take, then the node or nodes that it is about, then the condition. A condition about a node sees
 * the state of the running incarnation; what must always hold holds of a node that is down, and
 * what is to happen does not happen at one.
 */
abstract sealed class Properties extends Nodes permits Script {
  Properties(Adversary adversary, WorldOptions options) {
    super(adversary, options);
  }

  // --- safety ---

  /** {@code holds} must be true after everything that happens. */
  public World always(String name, BooleanSupplier holds) {
    notStarted("always");
    monitors.always(name, holds);
    return self();
  }

  /** The same, with a reason when it does not hold. */
  public World always(String name, Supplier<Holds> judge) {
    return always(name, Judged.of(judge));
  }

  /** {@code holds} must be true of the node's state whenever it is up. */
  public <T> World always(String name, NodeHandle<T> node, Predicate<? super T> holds) {
    return always(name, () -> node.isDownOr(holds));
  }

  /** The same, with a reason when it does not hold. */
  public <T> World always(String name, NodeHandle<T> node, Holds.Judgement<? super T> judge) {
    return always(name, Judged.of(node::isDownOr, judge));
  }

  /** {@code holds} must be true of the states of the nodes that are up; the list may be empty. */
  public <T> World always(String name, NodeGroup<T> nodes, Predicate<? super List<T>> holds) {
    return always(name, () -> holds.test(nodes.states()));
  }

  /** The same, with a reason when it does not hold. */
  public <T> World always(String name, NodeGroup<T> nodes, Holds.Judgement<? super List<T>> judge) {
    return always(name, Judged.of((Predicate<List<T>> holds) -> holds.test(nodes.states()), judge));
  }

  /** No node may ever call {@link dev.faultline.core.Env#reached} with this place. */
  public World unreachable(String place) {
    notStarted("unreachable");
    monitors.unreachable(place);
    return self();
  }

  /**
   * {@code holds} must be true at the end of the run. It is not judged in a run that is cut short.
   */
  public World atEnd(String name, BooleanSupplier holds) {
    notStarted("atEnd");
    monitors.atEnd(name, holds);
    return self();
  }

  /** The same, with a reason when it does not hold. */
  public World atEnd(String name, Supplier<Holds> judge) {
    return atEnd(name, Judged.of(judge));
  }

  /**
   * Judges the whole run when it is over, unless a property has been violated before. In a run that
   * was cut short, only a verdict that no continuation can change counts, such as a history without
   * a valid order.
   */
  public World check(String name, Supplier<? extends Verdict> verdict) {
    notStarted("check");
    monitors.check(name, verdict);
    return self();
  }

  // --- liveness ---

  /**
   * {@code condition} must come true at some moment between healing and {@code within} after it.
   *
   * @throws ModelException when the world runs, in an asynchronous model, where no liveness can be
   *     promised (Fischer, Lynch, Paterson 1985), or without {@link #healAfter(Duration)}
   */
  public World eventually(String name, Duration within, BooleanSupplier condition) {
    notStarted("eventually");
    promise(name, within, monitors.eventually(name, condition));
    return self();
  }

  /** The same, with a reason while it is not true. */
  public World eventually(String name, Duration within, Supplier<Holds> judge) {
    return eventually(name, within, Judged.of(judge));
  }

  /** The same for one node: it must be up with a state of which {@code condition} is true. */
  public <T> World eventually(
      String name, Duration within, NodeHandle<T> node, Predicate<? super T> condition) {
    return eventually(name, within, () -> node.is(condition));
  }

  /** The same, with a reason while it is not true. */
  public <T> World eventually(
      String name, Duration within, NodeHandle<T> node, Holds.Judgement<? super T> judge) {
    return eventually(name, within, Judged.of(node::is, judge));
  }

  /** The same for the states of the nodes that are up; at least one has to be up. */
  public <T> World eventually(
      String name, Duration within, NodeGroup<T> nodes, Predicate<? super List<T>> condition) {
    return eventually(name, within, () -> holdsOfSome(nodes, condition));
  }

  /** The same, with a reason while it is not true. */
  public <T> World eventually(
      String name, Duration within, NodeGroup<T> nodes, Holds.Judgement<? super List<T>> judge) {
    return eventually(
        name, within, Judged.of((Predicate<List<T>> holds) -> holdsOfSome(nodes, holds), judge));
  }

  /**
   * {@code condition} must be true from some moment on, at the latest {@code within} after healing,
   * and after everything that happens from then to the end of the run.
   *
   * @throws ModelException for the same reasons as {@link #eventually(String, Duration,
   *     BooleanSupplier)}
   */
  public World eventuallyAlways(String name, Duration within, BooleanSupplier condition) {
    notStarted("eventuallyAlways");
    promise(name, within, monitors.eventuallyAlways(name, condition));
    return self();
  }

  /** The same, with a reason while it is not true. */
  public World eventuallyAlways(String name, Duration within, Supplier<Holds> judge) {
    return eventuallyAlways(name, within, Judged.of(judge));
  }

  /** The same for one node: it must stay up with a state of which {@code condition} is true. */
  public <T> World eventuallyAlways(
      String name, Duration within, NodeHandle<T> node, Predicate<? super T> condition) {
    return eventuallyAlways(name, within, () -> node.is(condition));
  }

  /** The same, with a reason while it is not true. */
  public <T> World eventuallyAlways(
      String name, Duration within, NodeHandle<T> node, Holds.Judgement<? super T> judge) {
    return eventuallyAlways(name, within, Judged.of(node::is, judge));
  }

  /** The same for the states of the nodes that are up; at least one has to be up. */
  public <T> World eventuallyAlways(
      String name, Duration within, NodeGroup<T> nodes, Predicate<? super List<T>> condition) {
    return eventuallyAlways(name, within, () -> holdsOfSome(nodes, condition));
  }

  /** The same, with a reason while it is not true. */
  public <T> World eventuallyAlways(
      String name, Duration within, NodeGroup<T> nodes, Holds.Judgement<? super List<T>> judge) {
    return eventuallyAlways(
        name, within, Judged.of((Predicate<List<T>> holds) -> holdsOfSome(nodes, holds), judge));
  }

  /**
   * Whenever {@code cause} is true, {@code effect} must be true then, or come true {@code within}
   * that time; for what happened before the world healed the time counts from healing. What is due
   * after the end of the world is not judged.
   *
   * @throws ModelException for the same reasons as {@link #eventually(String, Duration,
   *     BooleanSupplier)}
   */
  public World leadsTo(
      String name, Duration within, BooleanSupplier cause, BooleanSupplier effect) {
    notStarted("leadsTo");
    promise(name, within, null);
    monitors.leadsTo(name, SimTime.nanos(within, "within"), cause, effect);
    return self();
  }

  private void promise(String name, Duration within, @Nullable Runnable expire) {
    SimTime.nanos(within, "within");
    deadlines = Lazily.with(deadlines, new Deadline(name, within, expire));
  }

  // --- reachability ---

  /**
   * {@code condition} should be true at some moment of some world; a campaign reports it if it
   * never was.
   *
   * @throws IllegalArgumentException when another {@code sometimes} or {@code reachable} has the
   *     name
   */
  public World sometimes(String name, BooleanSupplier condition) {
    return sometimes(name, 1, condition);
  }

  /**
   * {@code condition} should come true {@code times} times in one world, and be false in between; a
   * campaign reports it if it never did.
   *
   * @throws IllegalArgumentException when {@code times} is not positive, or another {@code
   *     sometimes} or {@code reachable} has the name
   */
  public World sometimes(String name, int times, BooleanSupplier condition) {
    notStarted("sometimes");
    if (times < 1) {
      throw new IllegalArgumentException("times is " + times + ", expected 1 or more");
    }
    monitors.sometimes(name, times, condition);
    return self();
  }

  /** The same for one node, which has to be up with a state of which {@code condition} is true. */
  public <T> World sometimes(String name, NodeHandle<T> node, Predicate<? super T> condition) {
    return sometimes(name, () -> node.is(condition));
  }

  /** The same for the states of the nodes that are up; at least one has to be up. */
  public <T> World sometimes(
      String name, NodeGroup<T> nodes, Predicate<? super List<T>> condition) {
    return sometimes(name, () -> holdsOfSome(nodes, condition));
  }

  /**
   * Some node should call {@link dev.faultline.core.Env#reached} with this place in some world; a
   * campaign reports it if none ever did.
   *
   * @throws IllegalArgumentException when a {@code sometimes} has that name
   */
  public World reachable(String place) {
    notStarted("reachable");
    monitors.reachable(place);
    return self();
  }

  private static <T> boolean holdsOfSome(NodeGroup<T> nodes, Predicate<? super List<T>> condition) {
    List<T> states = nodes.states();
    return !states.isEmpty() && condition.test(states);
  }
}
