package dev.faultline.sim;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.fault.ByHand;
import dev.faultline.sim.fault.Changes;
import dev.faultline.sim.net.MessagesByHand;
import dev.faultline.sim.node.BlockingProcess;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.setup.MessageFilter;
import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.user.UserCode;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A program's script for its world: actions, faults by hand, and planned changes. */
abstract sealed class Script extends Properties permits World {
  /** Null unless the world runs. */
  @Nullable ByHand byHand;

  /** Null unless the world runs. */
  @Nullable Changes changes;

  private @Nullable PlanAnswers answers;

  /** Whether the program plays a plan itself. */
  private boolean plays;

  final MessagesByHand messages = new MessagesByHand(kernel, adversary, kernel.links());

  Script(Adversary adversary, WorldOptions options) {
    super(adversary, options);
  }

  /**
   * Runs {@code action} at a point in simulated time, for experiments that follow a script; at once
   * when that time has passed. An exception from it is a violation.
   *
   * @throws ModelException when the world ends before that time
   */
  public World at(Duration time, Runnable action) {
    long nanos = beforeTheEnd(time, "at");
    kernel.schedule().control(nanos, () -> script("at " + SimTime.text(nanos), action));
    kernel.uses().script();
    return self();
  }

  /**
   * Runs {@code action} once, as an event of its own, when {@code condition} is true for the first
   * time, for experiments that need a fault or a request at a certain moment. An adversary that
   * orders events orders this one too. An exception from either is a violation. A campaign in which
   * the condition was never true says that {@code when 'name'} was never reached.
   */
  public World when(String name, BooleanSupplier condition, Runnable action) {
    return when(name, condition, action, true);
  }

  /** Where {@code expected} is false, nobody is told that the condition was never true. */
  final World when(String name, BooleanSupplier condition, Runnable action, boolean expected) {
    notStarted("when");
    monitors.when(name, condition, () -> script("when '" + name + "'", action), expected);
    return self();
  }

  private void script(String moment, Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      monitors.programThrew("the action " + moment, thrown, Violation.Judged.WHEN_SEEN);
    }
  }

  // --- faults by hand ---

  /**
   * Plays a fault now, from an action of {@link #at} or {@link #when}. It is a decision: the trace
   * shows it, and a shrinker may leave it out. When the adversary's own faults leave the model no
   * room for it, or the world has healed, it is left out, and the trace says so.
   *
   * @return whether the fault was played
   * @throws ModelException when the model rules the fault out
   * @throws IllegalStateException before the world runs: that is what {@link #fault} is for
   */
  public boolean strike(Fault fault) {
    return running("strike").strike(fault);
  }

  /** Crashes a node now; it comes back after {@code down}. See {@link #strike}. */
  public boolean crash(Address node, Duration down) {
    return strike(new Fault.Crash(node.name(), down));
  }

  /** Crashes a node now, for good. See {@link #strike}. */
  public boolean crash(Address node) {
    return crash(node, Fault.FOREVER);
  }

  /**
   * Cuts all links between two groups, until {@link #endFaults} or healing. See {@link #strike}.
   */
  public boolean partition(List<? extends Address> one, List<? extends Address> other) {
    List<List<String>> groups =
        List.of(
            one.stream().map(Address::name).toList(), other.stream().map(Address::name).toList());
    return strike(new Fault.Partition(PartitionShape.HALVES, groups, Fault.FOREVER));
  }

  /** Crashes the process of a node now, and not its machine. See {@link #strike}. */
  public boolean crashProcess(Address node, Duration down) {
    return strike(new Fault.Crash(node.name(), down, Fault.Crash.Extent.PROCESS));
  }

  /** Crashes the machine of a node now. See {@link #strike}. */
  public boolean crashMachine(Address node, Duration down) {
    return strike(new Fault.Crash(node.name(), down, Fault.Crash.Extent.MACHINE));
  }

  /**
   * Ends all faults by hand that are still active: nodes come back, links work again, held messages
   * continue, and threads whose calls a disk held up go on. How long a handler waits for a disk
   * that hangs is fixed when it makes the call: give such a fault the duration that it is to have.
   */
  public void endFaults() {
    running("endFaults").end();
    messages.releaseAll();
  }

  /** Whether the adversary's faults may leave no room for one of the script's. */
  final boolean adversaryPlayed() {
    return running("adversaryPlayed").adversaryPlayed();
  }

  private ByHand running(String what) {
    ByHand known = byHand;
    if (known == null) {
      throw new IllegalStateException(
          what
              + ": this world is not running; call it from an action of World.at or"
              + " World.when");
    }
    return known;
  }

  /**
   * Plays a fault at a point in simulated time, for experiments that follow a script. When the
   * model allows the fault, but the adversary's own faults leave no room for it at that time, it is
   * left out, and the trace says so.
   *
   * <p>{@link World#run} throws {@link ModelException} when the model does not allow the fault at
   * all, or not after what the script played before.
   *
   * @throws ModelException when the world ends before that time
   * @throws IllegalStateException when the world has started
   */
  public World fault(Duration time, Fault fault) {
    notStarted("fault");
    beforeTheEnd(time, "fault");
    scripted = Lazily.with(scripted, new Scripted(time, fault));
    return self();
  }

  /**
   * Plays a fault plan, the same that is played with real processes: its phases in simulated time
   * from when the nodes have started, each for its whole duration; its faults by hand, see {@link
   * #strike}; healing when the last phase is over; its quiet time as {@link #eventually}; its
   * checks as properties. Whom a fault strikes follows from the world's seed. A slow disk takes 1
   * to 100 ms longer, whatever the plan says. Call it when the nodes are declared.
   *
   * @throws ModelException where this world cannot do what the plan says, with every reason:
   *     members that are no nodes, probes and histories without an answer, a plan that lasts longer
   *     than the world. What the model does not allow is said when the fault would strike
   * @throws IllegalStateException when the world has started
   */
  public World play(FaultPlan plan, PlanAnswers answers) {
    notStarted("play");
    new PlanScript(self(), plan, answers).declare();
    plays = true;
    return self();
  }

  /**
   * What the program answers to a plan that somebody else brings, as {@code explore --plan} does: a
   * program that is to be played plans of the command line adds its probes and histories here.
   */
  public PlanAnswers answers() {
    PlanAnswers known = answers;
    if (known == null) {
      known = new PlanAnswers();
      answers = known;
    }
    return known;
  }

  /**
   * Plays a plan that the program does not know, with its {@link #answers()}: when the program has
   * declared all else. The world heals when the last phase is over, and not when the program says.
   *
   * @throws ModelException as {@link #play} does, also with each fault that the model rules out,
   *     and where the program plays a plan itself
   */
  public World impose(FaultPlan plan) {
    notStarted("impose");
    healAfter = null;
    new PlanScript(self(), plan, answers()).declareImposed(plays);
    return self();
  }

  // --- messages by hand ---

  /**
   * Drops the {@code nth} message that {@code which} accepts, counted from this call on. Like every
   * fault by hand it is a decision, which a shrinker may take back. After healing no message is
   * dropped.
   *
   * @param name of the message, for the trace
   * @throws ModelException when links of the model lose nothing: here while the world runs,
   *     otherwise from {@link World#run}
   * @throws IllegalArgumentException when there is already a message of that name
   */
  public World dropMessage(String name, int nth, MessageFilter which) {
    messages.add(name, nth, which, MessagesByHand.Fate.DROPPED, 0);
    return self();
  }

  /**
   * Delays the {@code nth} message that {@code which} accepts by {@code extra}; see {@link
   * #dropMessage}. In a model that bounds delays it still arrives within the bound.
   */
  public World delayMessage(String name, int nth, MessageFilter which, Duration extra) {
    messages.add(name, nth, which, MessagesByHand.Fate.DELAYED, SimTime.most(extra, "extra"));
    return self();
  }

  /**
   * Holds the {@code nth} message that {@code which} accepts until {@link #letGo}, {@link
   * #endFaults} or healing; see {@link #dropMessage}. On links that keep the order of messages,
   * later ones wait behind it.
   *
   * @throws ModelException when messages of the model arrive within a known bound: here while the
   *     world runs, otherwise from {@link World#run}
   */
  public World holdMessage(String name, int nth, MessageFilter which) {
    messages.add(name, nth, which, MessagesByHand.Fate.HELD, 0);
    return self();
  }

  /**
   * Releases a message that {@link #holdMessage} holds; does nothing if it has not been sent yet,
   * or is no longer held.
   *
   * @throws IllegalArgumentException when no message has that name
   */
  public void letGo(String name) {
    messages.release(name);
  }

  // --- planned changes ---

  /**
   * A node that is not part of the system at first: it starts when {@link #join} is called. Until
   * then it is not down either, and does not count as faulty; what is sent to it is lost.
   */
  public World joinsLater(Address node) {
    notStarted("joinsLater");
    if (kernel.node(node).client) {
      throw new IllegalArgumentException(
          node.name()
              + " is a client: clients are part of the experiment, and do not join, leave or"
              + " change");
    }
    kernel.node(node).member = false;
    kernel.node(node).planned = false;
    return self();
  }

  /**
   * Lets a node join the system, from an action of {@link #at} or {@link #when}: it starts within
   * the time that starts take ({@link #startSpread(Duration)}). It has what its disk and store had
   * when it left. Like every planned change this is a decision, which a shrinker may leave out.
   *
   * @return whether it joins
   * @throws IllegalStateException when it is part of the system already, or the world does not run
   */
  public boolean join(Address node) {
    return changing("join").join(kernel.node(node));
  }

  /**
   * Lets a node leave the system for good, or until it joins again: its process stops, without
   * running any more of its code, and its machine keeps what it wrote. It does not count as faulty
   * from then on. This is a planned change, like {@link #join}.
   *
   * @return whether it leaves
   * @throws IllegalStateException when it is not part of the system, or the world does not run
   */
  public boolean leave(Address node) {
    return changing("leave").leave(kernel.node(node));
  }

  /**
   * Replaces the program of a node: its process stops, its machine keeps what it wrote, and after
   * {@code down} it starts again with the new factory, which makes all incarnations from then on. A
   * node that is down, or not part of the system at present, is not stopped. While it is down for
   * this it counts as faulty: the model has to allow that processes come back, and where as many as
   * it allows are faulty at present, the upgrade waits until one is not. This is a planned change,
   * like {@link #join}.
   *
   * @return whether it is upgraded, now or later
   * @throws ModelException when no process of the model comes back
   * @throws IllegalStateException when the world does not run
   */
  public <T extends Node> boolean upgrade(
      NodeHandle<T> node, Duration down, Supplier<? extends T> factory) {
    return changing("upgrade").upgrade(kernel.node(node), SimTime.most(down, "down"), factory);
  }

  /** Replaces the program of a blocking node that shows no state. See {@link #upgrade}. */
  public boolean upgradeBlocking(Address node, Duration down, BlockingNode body) {
    if (!kernel.node(node).blocking) {
      throw new IllegalArgumentException(node.name() + " is not a blocking node; use upgrade");
    }
    return changing("upgradeBlocking")
        .upgrade(kernel.node(node), SimTime.most(down, "down"), () -> new BlockingProcess(body));
  }

  /**
   * Gives a node a setting, which its incarnations read with {@link
   * dev.faultline.core.Env#setting}. While the world runs this is a planned change, like {@link
   * #join}, and takes effect with the next incarnation.
   */
  public World setting(Address node, String name, String value) {
    if (!started) {
      Changes.with(kernel.node(node), name, value);
    } else {
      changing("setting").setting(kernel.node(node), name, value);
    }
    return self();
  }

  private Changes changing(String what) {
    Changes known = changes;
    if (known == null) {
      throw new IllegalStateException(
          what
              + ": this world is not running; call it from an action of World.at or"
              + " World.when");
    }
    return known;
  }
}
