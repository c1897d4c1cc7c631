package dev.faultline.hook;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jdk.internal.misc.Unsafe;

/**
 * The scheduler of a node's virtual threads. It is a fork-join pool by type only, because the JDK
 * lets nothing else decide about time: a virtual thread asks a fork-join pool, and no other
 * executor, to end its timed waits.
 */
final class FiberScheduler extends ForkJoinPool {
  private Context context;

  /**
   * Never called: the pool's own constructor registers it with the JVM, and there is one for each
   * incarnation.
   */
  private FiberScheduler(Context context) {
    this.context = context;
  }

  static FiberScheduler of(Context context) {
    try {
      FiberScheduler scheduler =
          (FiberScheduler) Unsafe.getUnsafe().allocateInstance(FiberScheduler.class);
      scheduler.context = context;
      return scheduler;
    } catch (InstantiationException e) {
      throw new AssertionError(e);
    }
  }

  Context context() {
    return context;
  }

  @Override
  public void execute(Runnable task) {
    if (task instanceof Fiber fiber) {
      fiber.submitted();
    } else {
      throw new RejectedExecutionException("not a virtual thread: " + task);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return Delay.start(context, command, unit.toNanos(delay));
  }

  @Override
  public String toString() {
    return "scheduler of " + context.name();
  }
}
