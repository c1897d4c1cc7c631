package dev.faultline.sim.node;

import dev.faultline.sim.run.Kernel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Waits for a device: a handler stands still for as long as that takes, and a thread waits while
 * others of its node go on. An interrupt does not end it, and is there afterwards.
 */
public final class Standstill {
  private Standstill() {}

  /** Waits so many nanoseconds in the step that the node is in. */
  public static void of(Kernel kernel, SimNode node, long nanos) {
    if (isOfThread(node)) {
      await(wake -> kernel.schedule().own(node, node.incarnation, nanos, wake));
    } else {
      node.clock.stepTakes(nanos);
    }
  }

  /** Whether it is a thread that would wait, and not a handler, whose step is one whole. */
  public static boolean isOfThread(SimNode node) {
    return node.blocking && Thread.currentThread().isVirtual();
  }

  /**
   * Has the calling thread of the node wait until the program of the world wakes it.
   *
   * @param waker gets what wakes the thread in the node's next turn; to be run outside of steps
   */
  public static void untilWoken(Kernel kernel, SimNode node, Consumer<Runnable> waker) {
    int incarnation = node.incarnation;
    await(wake -> waker.accept(() -> kernel.schedule().own(node, incarnation, 0, wake)));
  }

  private static void await(Consumer<Runnable> waker) {
    Thread thread = Thread.currentThread();
    boolean[] done = {false};
    waker.accept(() -> {
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
