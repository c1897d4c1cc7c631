package dev.faultline.sim;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.PartitionShape;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.UserCode;
import dev.faultline.sim.fault.ByHand;
import dev.faultline.sim.fault.Changes;
import dev.faultline.sim.net.MessagesByHand;
import dev.faultline.sim.node.BlockingProcess;
import dev.faultline.sim.setup.MessageFilter;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a program does to its world while it runs: actions, faults by hand, and planned changes. */
abstract sealed class Script extends Properties permits World {
  /** Null until the world runs. */
  @Nullable ByHand byHand;

  /** Null until the world runs. */
  @Nullable Changes changes;

  final MessagesByHand messages = new MessagesByHand(kernel, adversary, kernel.links());

  Script(Adversary adversary, WorldOptions options) {
    super(adversary, options);
  }

  /**
   * Runs {@code action} at a point in simulated time; for experiments that follow a script. What it
   * throws is a violation.
   */
  public World at(Duration time, Runnable action) {
    long nanos = SimTime.nanos(time, "time");
    kernel.schedule().control(nanos, () -> script("at " + SimTime.text(nanos), action));
    kernel.uses().script();
    return self();
  }

  /**
   * Runs {@code action} once, as an event of its own, when {@code condition} is true for the first
   * time; for experiments that need a fault or a request at a certain moment of the program's.
   * Where an adversary orders events, it orders this one too. What either throws is a violation.
   */
  public World when(String name, BooleanSupplier condition, Runnable action) {
    notStarted("when");
    monitors.when(name, condition, () -> script("when '" + name + "'", action));
    return self();
  }

  private void script(String moment, Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      monitors.programThrew("what the program does " + moment, thrown, Violation.Judged.WHEN_SEEN);
    }
  }

  // --- faults by hand ---

  /**
   * Lets a fault strike now, from an action of {@link #at} or {@link #when}. It is a decision: it
   * stands in the trace, and a shrinker may leave it out. Where faults of the adversary leave the
   * model no room for it, or the world has healed, it is left out, and the trace says so.
   *
   * @return whether it struck
   * @throws ModelException when the model rules the fault out
   * @throws IllegalStateException before the world runs: that is what {@link #fault} is for
   */
  public boolean strike(Fault fault) {
    return running("strike").strike(fault);
  }

  /** Lets a node crash now and come back after {@code down}; as {@link #strike} has it. */
  public boolean crash(Address node, Duration down) {
    return strike(new Fault.Crash(node.name(), down));
  }

  /** Lets a node crash now for good; as {@link #strike} has it. */
  public boolean crash(Address node) {
    return crash(node, Fault.FOREVER);
  }

  /**
   * Lets nothing pass between two groups from now on, until {@link #endFaults} or healing; as
   * {@link #strike} has it.
   */
  public boolean partition(List<? extends Address> one, List<? extends Address> other) {
    List<List<String>> groups =
        List.of(
            one.stream().map(Address::name).toList(), other.stream().map(Address::name).toList());
    return strike(new Fault.Partition(PartitionShape.HALVES, groups, Fault.FOREVER));
  }

  /** Lets the process of a node crash now, and not its machine; as {@link #strike} has it. */
  public boolean crashProcess(Address node, Duration down) {
    return strike(new Fault.Crash(node.name(), down, Fault.Crash.Extent.PROCESS));
  }

  /** Lets the machine of a node crash now; as {@link #strike} has it. */
  public boolean crashMachine(Address node, Duration down) {
    return strike(new Fault.Crash(node.name(), down, Fault.Crash.Extent.MACHINE));
  }

  /**
   * Ends now all faults that struck by hand and are not over: nodes come back, links mend, and
   * messages that are held go on.
   */
  public void endFaults() {
    running("endFaults").end();
    messages.releaseAll();
  }

  private ByHand running(String what) {
    ByHand known = byHand;
    if (known == null) {
      throw new IllegalStateException(
          what + ": this world does not run yet; call it from an action of at or when");
    }
    return known;
  }

  /**
   * Lets a fault strike at a point in simulated time; for experiments that follow a script. When
   * the model allows the fault, but faults of the adversary leave no room for it at that time, it
   * is left out, and the trace says so.
   *
   * <p>{@link World#run} throws {@link ModelException} when the model does not allow the fault at
   * all, or not after what the script played before.
   *
   * @throws IllegalStateException when the world has started
   */
  public World fault(Duration time, Fault fault) {
    notStarted("fault");
    SimTime.nanos(time, "time");
    scripted.add(new Scripted(time, fault));
    return self();
  }

  // --- messages by hand ---

  /**
   * Drops the {@code nth} message that {@code which} lets through, counted from the first one that
   * is sent after this call. Like every fault by hand it is a decision, which a shrinker may take
   * back, and none after healing.
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
   * Lets the {@code nth} message that {@code which} lets through arrive so much later, as {@link
   * #dropMessage} has it. In a model with a bound for delays it arrives within that bound.
   */
  public World delayMessage(String name, int nth, MessageFilter which, Duration extra) {
    messages.add(name, nth, which, MessagesByHand.Fate.DELAYED, SimTime.most(extra, "extra"));
    return self();
  }

  /**
   * Holds the {@code nth} message that {@code which} lets through, as {@link #dropMessage} has it,
   * until {@link #letGo}, {@link #endFaults} or healing. On links that keep the order of messages,
   * those behind it wait too.
   *
   * @throws ModelException when messages of the model arrive within a known bound: here while the
   *     world runs, otherwise from {@link World#run}
   */
  public World holdMessage(String name, int nth, MessageFilter which) {
    messages.add(name, nth, which, MessagesByHand.Fate.HELD, 0);
    return self();
  }

  /**
   * Lets a message go that {@link #holdMessage} holds; nothing where it has not been sent yet, or
   * is held no longer.
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
          node.name() + " is a client: it belongs to the experiment, and stays what it is");
    }
    kernel.node(node).member = false;
    kernel.node(node).planned = false;
    return self();
  }

  /**
   * Lets a node join the system, from an action of {@link #at} or {@link #when}: it starts within
   * the time that starts take ({@link #startSpread}). It has what its disk and store had when it
   * left. Like every planned change it is a decision, which a shrinker may leave out.
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
   * from then on. As {@link #join} has it.
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
   * it allows are faulty at present, the upgrade waits until one is not. As {@link #join} has it.
   *
   * @return whether it is upgraded, now or later
   * @throws ModelException when no process of the model comes back
   * @throws IllegalStateException when the world does not run
   */
  public <T extends Node> boolean upgrade(
      NodeHandle<T> node, Duration down, Supplier<? extends T> factory) {
    return changing("upgrade").upgrade(kernel.node(node), SimTime.most(down, "down"), factory);
  }

  /** Replaces the program of a blocking node without a state; as {@link #upgrade} has it. */
  public boolean upgradeBlocking(Address node, Duration down, BlockingNode body) {
    if (!kernel.node(node).blocking) {
      throw new IllegalArgumentException(node.name() + " is no blocking node; use upgrade");
    }
    return changing("upgradeBlocking")
        .upgrade(kernel.node(node), SimTime.most(down, "down"), () -> new BlockingProcess(body));
  }

  /**
   * Gives a node a setting, which its incarnations read by {@link dev.faultline.core.Env#setting}.
   * While the world runs it is a planned change, as {@link #join} has it, and counts from the next
   * incarnation on.
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
          what + ": this world does not run yet; call it from an action of at or when");
    }
    return known;
  }
}
