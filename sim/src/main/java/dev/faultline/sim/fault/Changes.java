package dev.faultline.sim.fault;

import dev.faultline.core.Node;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.trace.TraceEvent;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The changes of its nodes that a program plans: they join, leave, are upgraded and get other
 * settings. Each is a decision, so that a shrinker can leave it out.
 */
public final class Changes {
  /** An upgrade that waits until the model allows one more node to be down. */
  private record Waiting(SimNode node, long downNanos, Supplier<? extends Node> factory) {}

  private final Kernel kernel;
  private final Adversary adversary;
  private final FaultBoard board;
  private final ModelGuard guard;
  private final long startSpread;
  private List<Waiting> waiting = Collections.emptyList();

  /**
   * @param startSpread how long a node takes to start at most, in nanoseconds
   */
  public Changes(
      Kernel kernel, Adversary adversary, FaultBoard board, ModelGuard guard, long startSpread) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.board = board;
    this.guard = guard;
    this.startSpread = Math.max(1, startSpread);
    board.whenEnded(this::roomAgain);
  }

  /** Lets a node that is not part of the system become so; says whether it does. */
  public boolean join(SimNode node) {
    requireServer(node);
    if (node.planned) {
      throw new IllegalStateException(
          "join: "
              + node.name
              + " is part of the system already; declare it with joinsLater, or call leave"
              + " first");
    }
    node.planned = true;
    if (node.member) {
      return leftOut("join of " + node.name, "it is still part of the system");
    }
    if (skipped(node, "join of " + node.name)) {
      return false;
    }
    if (node.crashedForGood) {
      return leftOut("join of " + node.name, node.name + " has crashed for good");
    }
    board.changed("join");
    kernel.remarks().change(node.name + " joins");
    node.member = true;
    startLater(
        node,
        adversary.choose(Decision.START_DELAY, node.subject, node.incarnation + 1L, startSpread));
    return true;
  }

  /** Takes a node out of the system; says whether it goes. */
  public boolean leave(SimNode node) {
    requireServer(node);
    if (!node.planned) {
      throw new IllegalStateException(
          "leave: " + node.name + " is not part of the system; call join first");
    }
    node.planned = false;
    if (!node.member) {
      return leftOut("leaving of " + node.name, "it is not part of the system");
    }
    if (skipped(node, "leaving of " + node.name)) {
      return false;
    }
    board.changed("leave");
    kernel.remarks().change(node.name + " leaves");
    node.member = false;
    if (node.up()) {
      board.stop(node);
    }
    return true;
  }

  /**
   * Replaces what makes the incarnations of a node, and lets it start again. While it is down it
   * counts against the number of faulty processes, so that it may have to wait.
   *
   * @return whether it is upgraded, now or later
   */
  public boolean upgrade(SimNode node, long downNanos, Supplier<? extends Node> factory) {
    requireServer(node);
    if (guard.neverRestarts()) {
      throw new ModelException(
          "upgrade of "
              + node.name
              + ": in this model no process restarts; declare crashRecovery(1) or more, since a"
              + " node is down while it is upgraded");
    }
    if (skipped(node, "upgrade of " + node.name)) {
      return false;
    }
    waiting = Lazily.with(waiting, new Waiting(node, downNanos, factory));
    goOn();
    return true;
  }

  /** Lets a setting have another value from the next incarnation on; says whether it does. */
  public boolean setting(SimNode node, String name, String value) {
    requireServer(node);
    if (skipped(node, "setting of " + node.name)) {
      return false;
    }
    board.changed("setting");
    kernel.remarks().change(node.name + " gets the setting " + name + " = " + value);
    with(node, name, value);
    return true;
  }

  /** Lets a setting have a value. */
  public static void with(SimNode node, String name, String value) {
    SortedMap<String, String> settings = new TreeMap<>(node.settings);
    settings.put(name, value);
    node.settings = settings;
  }

  private static void requireServer(SimNode node) {
    if (node.client) {
      throw new IllegalArgumentException(
          node.name
              + " is a client: clients are part of the experiment, and do not join, leave or"
              + " change");
    }
  }

  /** A fault is over, perhaps to make room for another one: what waits comes after that one. */
  private void roomAgain() {
    if (!waiting.isEmpty()) {
      kernel.schedule().control(kernel.now(), this::goOn);
    }
  }

  /** Upgrades those nodes that waited and need to no longer. */
  private void goOn() {
    for (Waiting each : List.copyOf(waiting)) {
      SimNode node = each.node;
      if (!node.up() || guard.mayBeDown(node)) {
        waiting.remove(each);
        upgradeNow(each);
      }
    }
  }

  private void upgradeNow(Waiting each) {
    SimNode node = each.node;
    board.changed("upgrade");
    kernel.remarks().change(node.name + " is upgraded");
    node.factory = each.factory;
    if (node.up()) {
      board.stop(node);
      guard.assertWithin();
      startLater(node, each.downNanos);
    }
  }

  private void startLater(SimNode node, long delay) {
    kernel
        .schedule()
        .control(
            SimTime.plus(kernel.now(), delay),
            () -> {
              if (node.member && !node.up() && !node.crashedForGood) {
                kernel.lives().start(node);
              }
              roomAgain();
            });
  }

  private boolean skipped(SimNode node, String what) {
    return adversary.strikes(Decision.CHANGE_SKIPPED, node.subject, node.changes++, Odds.NEVER)
        && !leftOut(what, "this run is played without it");
  }

  /** Always false. */
  private boolean leftOut(String what, String why) {
    kernel.trace(
        new TraceEvent.Remarked(kernel.now(), "world", "the " + what + " is left out: " + why));
    return false;
  }
}
