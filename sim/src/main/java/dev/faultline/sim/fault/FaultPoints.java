package dev.faultline.sim.fault;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.node.SimEnv;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.run.StrikePoints;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Opportunities for faults that follow the program's own pace: at the points in what a node does,
 * before each message that it sends, before each write and sync, and at the end of each step. A
 * fault that strikes inside a step divides it.
 */
public final class FaultPoints implements StrikePoints {
  private final Kernel kernel;
  private final Adversary adversary;
  private final FaultBoard board;
  private final FaultView view;
  private final long healAt;

  public FaultPoints(
      Kernel kernel, Adversary adversary, FaultBoard board, FaultView view, long healAt) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.board = board;
    this.view = view;
    this.healAt = healAt;
  }

  private boolean over() {
    return kernel.healed() || kernel.now() >= healAt;
  }

  @Override
  public void starting(SimNode node) {
    node.nextPoint =
        node.client || over() ? Long.MAX_VALUE : adversary.nextPoint(node.subject, node.points + 1);
  }

  @Override
  public void reached(SimNode node) {
    if (adversary.atEndsOfSteps()) {
      strike(node);
    } else {
      node.nextPoint = adversary.nextPoint(node.subject, node.points + 1);
    }
  }

  @Override
  public void reachedInside(SimNode node) {
    SimEnv env = node.env;
    Fault fault = strike(node);
    if (fault == null) {
      return;
    }
    boolean inThread = node.blocking && Thread.currentThread().isVirtual();
    if (node.env != env) {
      if (inThread) {
        stopThread();
      }
      throw new CrashedHere(node.name);
    }
    if (fault instanceof Fault.Pause(var name, var duration) && name.equals(node.name)) {
      if (inThread) {
        // Its next turn is an event, which waits for the end of the pause.
        Thread.yield();
      } else {
        long left = healAt - kernel.now();
        node.clock.stepTakes(Math.min(SimTime.saturatedNanos(duration), left));
      }
    }
  }

  private @Nullable Fault strike(SimNode node) {
    if (over()) {
      node.nextPoint = Long.MAX_VALUE;
      return null;
    }
    long point = node.points;
    node.nextPoint = adversary.nextPoint(node.subject, point + 1);
    Fault fault = adversary.faultAt(node.name, point, view);
    if (fault != null) {
      board.begin(fault);
    }
    return fault;
  }

  /** The machine has halted: no thread of it gets another turn, not even for a finally block. */
  private static void stopThread() {
    while (true) {
      LockSupport.park();
    }
  }
}
