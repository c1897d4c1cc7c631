package dev.faultline.sim.node;

import dev.faultline.sim.run.Kernel;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a device: a handler stands still for as long as that takes, and a thread waits while
 * others of its node go on. An interrupt does not end it, and is there afterwards.
 */
public final class Standstill {
  private Standstill() {}

  /** Waits so many nanoseconds in the step that the node is in. */
  public static void of(Kernel kernel, SimNode node, long nanos) {
    if (node.blocking && Thread.currentThread().isVirtual()) {
      await(kernel, node, nanos);
    } else {
      node.clock.stepTakes(nanos);
    }
  }

  private static void await(Kernel kernel, SimNode node, long nanos) {
    Thread thread = Thread.currentThread();
    boolean[] done = {false};
    kernel
        .schedule()
        .own(
            node,
            node.incarnation,
            nanos,
            () -> {
              done[0] = true;
              LockSupport.unpark(thread);
            });
    boolean interrupted = false;
    while (!done[0]) {
      LockSupport.park();
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      thread.interrupt();
    }
  }
}
