package dev.faultline.hook;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.ThreadContainer;
import org.jspecify.annotations.Nullable;

/**
 * Where threads come from, and where they block: in a world all are virtual and scheduled by it.
 */
public final class Threads {
  private static final ThreadContainer UNTRACKED = new Untracked();

  private Threads() {}

  /**
   * The container of virtual threads that are started directly. The JDK's own holds them all
   * strongly, for thread dumps, so that a world's parked threads would outlive it.
   */
  private static final class Untracked extends ThreadContainer {
    Untracked() {
      super(true);
    }

    @Override
    public String name() {
      return "worlds";
    }

    @Override
    public Stream<Thread> threads() {
      return Stream.empty();
    }
  }

  /** In place of the root container. */
  public static ThreadContainer container(ThreadContainer outside) {
    return Carrier.currentContext() == null ? outside : UNTRACKED;
  }

  /**
   * In place of the scheduler of virtual threads that are not started by another virtual thread.
   */
  public static ForkJoinPool scheduler(ForkJoinPool outside) {
    Context context = Carrier.currentContext();
    return context == null ? outside : context.scheduler();
  }

  /** In place of the task that a virtual thread gives its scheduler. */
  public static Runnable fiber(Runnable continuation, Thread thread, Executor scheduler) {
    return scheduler instanceof FiberScheduler owner
        ? new Fiber(thread, owner.context(), continuation)
        : continuation;
  }

  /** Called by the JVM's unblocker just before it takes a thread from its list. */
  public static void unblocking(Object task, boolean expected) {
    if (expected && task instanceof Fiber fiber) {
      fiber.handedOver = true;
    }
  }

  /**
   * Called when a virtual thread is about to block its carrier because native code or an
   * initialiser is on its stack.
   */
  public static void pinned(Thread thread) {
    Unwinding.check();
    Context context = Carrier.currentContext();
    if (context != null && !waitsForLockOutside(context, thread)) {
      throw context.realm.escaped(context.blocked(thread.getName()));
    }
  }

  /** In place of parking a platform thread. */
  public static void park(Unsafe unsafe, boolean absolute, long time) {
    Context context = Carrier.currentContext();
    if (context != null && !waitsForLockOutside(context, Thread.currentThread())) {
      throw context.realm.escaped(handlerBlocked(context));
    }
    unsafe.park(absolute, time);
  }

  /**
   * In place of whether waiting actively is pointless: in a world it is, one thread runs at a time.
   */
  public static boolean uniprocessor(boolean outside) {
    return outside || Carrier.currentContext() != null;
  }

  /**
   * In place of {@link Thread#onSpinWait}: what a thread of a world waits for happens only when
   * others run.
   */
  public static void onSpinWait() {
    if (Carrier.currentContext() != null && Thread.currentThread().isVirtual()) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  /**
   * Called before a virtual thread gives up its turn.
   *
   * @return whether it must not, since it runs code that happens once in a JVM, outside the world
   */
  public static boolean yieldsOutside() {
    Carrier carrier = Carrier.current();
    if (carrier == null || carrier.context != null) {
      return false;
    }
    Fiber fiber = carrier.fiber;
    if (fiber == null || fiber.context.halted()) {
      return false;
    }
    return Contention.givesWay();
  }

  /** Called before a thread sleeps, or waits for a monitor to be notified. */
  public static void sleeping() {
    Unwinding.check();
    Context context = Carrier.currentContext();
    if (context != null && !Thread.currentThread().isVirtual()) {
      throw context.realm.escaped(handlerBlocked(context));
    }
  }

  private static String handlerBlocked(Context context) {
    return "a handler of "
        + context.name()
        + " blocked; only the threads of a blocking node may, a handler sets a timer";
  }

  private static boolean waitsForLockOutside(Context context, Thread thread) {
    return LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer lock
        && context.realm.isHeldOutside(lock, thread);
  }

  /** Called before a platform thread starts. */
  public static void starting(Thread thread) {
    Context context = Carrier.currentContext();
    if (context != null
        && context.program == null
        && !(thread instanceof jdk.internal.misc.InnocuousThread)) {
      throw context.realm.escaped(
          context.name()
              + " started the platform thread '"
              + thread.getName()
              + "', which no world can schedule; use a virtual thread, or an executor of the"
              + " JDK's");
    }
  }

  /** A thread for the JDK's default thread factory; null outside worlds, and in programs. */
  public static @Nullable Thread newThread(Runnable task) {
    Context context = Carrier.currentContext();
    if (context == null || context.program != null) {
      return null;
    }
    return Thread.ofVirtual().name("pool-thread-" + context.nextThreadName()).unstarted(task);
  }

  /**
   * Takes what a thread threw; false outside worlds, and for a thread that has a handler of its
   * own.
   */
  public static boolean uncaught(Thread thread, Throwable thrown) {
    Fiber fiber = ThreadState.fiber(thread);
    if (fiber != null && fiber.context.halted()) {
      return true;
    }
    if (fiber == null || !(thread.getUncaughtExceptionHandler() instanceof ThreadGroup)) {
      return false;
    }
    Program program = fiber.context.program;
    if (program != null) {
      program.uncaught(thread, thrown);
    } else {
      fiber.context.uncaught(thread, thrown);
    }
    return true;
  }

  // --- the common pool ---

  /** In place of the common pool. */
  public static ForkJoinPool pool(ForkJoinPool outside) {
    Context context = Carrier.currentContext();
    return context == null ? outside : context.commonPool();
  }

  /** In place of the common pool's parallelism. */
  public static int parallelism(int outside) {
    return Carrier.currentContext() == null ? outside : 1;
  }

  /** In place of whether a stream runs in parallel. */
  public static boolean parallel(boolean outside) {
    return outside && Carrier.currentContext() == null;
  }

  /** Schedules a task of a world's common pool; false for other pools. */
  public static boolean delayed(ForkJoinPool pool, ForkJoinTask<?> task) {
    return pool instanceof CommonPool common && common.delay(task);
  }

  /** Called when a task is cancelled that may be waiting in a world's common pool. */
  public static void cancelled(@Nullable ForkJoinPool pool, ForkJoinTask<?> task) {
    if (pool instanceof CommonPool common) {
      common.cancelled(task);
    }
  }

  /** Runs a task that a world gave the JVM's own common pool in the world's; false for others. */
  public static boolean submitted(ForkJoinPool pool, ForkJoinTask<?> task) {
    Context context = Carrier.currentContext();
    if (context == null || pool != OfJvm.COMMON_POOL) {
      return false;
    }
    context.commonPool().execute(task);
    return true;
  }

  /** Found outside of worlds, which have others. */
  private static final class OfJvm {
    static final ForkJoinPool COMMON_POOL;

    static {
      Context world = Linkage.suspend();
      try {
        COMMON_POOL = ForkJoinPool.commonPool();
      } finally {
        Linkage.resume(world);
      }
    }
  }

  /** Forks a task in a world, in a thread of its own; false outside. */
  public static boolean fork(ForkJoinTask<?> task) {
    Context context = Carrier.currentContext();
    if (context == null) {
      return false;
    }
    context.commonPool().execute(task);
    return true;
  }
}
