package dev.faultline.hook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.ThreadContainer;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads of programs. The JVM never runs them: behind each that is started stands a
 * virtual thread, which runs its code, holds its monitors and thread locals, and blocks in its
 * place. The program sees the platform thread only. The methods are called by the JDK's rewritten
 * classes.
 */
public final class ProgramThreads {
  private static final JavaLangAccess LANG = SharedSecrets.getJavaLangAccess();
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /**
   * What a platform thread blocks on, which it never does itself: here is its program, and its
   * fiber once it is started.
   */
  private static final long BEHIND = UNSAFE.objectFieldOffset(Thread.class, "parkBlocker");

  private static final long INHERITED =
      UNSAFE.objectFieldOffset(Thread.class, "inheritableThreadLocals");
  private static final long SCOPED = UNSAFE.objectFieldOffset(Thread.class, "scopedValueBindings");
  private static final long INTERRUPTED = UNSAFE.objectFieldOffset(Thread.class, "interrupted");
  private static final long ID = UNSAFE.objectFieldOffset(Thread.class, "tid");
  private static final long HOLDER = UNSAFE.objectFieldOffset(Thread.class, "holder");
  private static final long STATUS;
  private static final long GROUP_NAME = UNSAFE.objectFieldOffset(ThreadGroup.class, "name");
  private static final long GROUP_PRIORITY =
      UNSAFE.objectFieldOffset(ThreadGroup.class, "maxPriority");

  /** JVMTI's numbers for threads that run, and that have ended. */
  private static final int RUNNABLE = 0x0005;

  private static final int TERMINATED = 0x0002;

  static {
    try {
      STATUS =
          UNSAFE.objectFieldOffset(Class.forName("java.lang.Thread$FieldHolder"), "threadStatus");
    } catch (ClassNotFoundException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private ProgramThreads() {}

  /** What stands behind a platform thread; null for other threads, and before it is started. */
  static @Nullable Fiber fiberOf(Thread thread) {
    return !thread.isVirtual() && UNSAFE.getReferenceVolatile(thread, BEHIND) instanceof Fiber fiber
        ? fiber
        : null;
  }

  /** The group above all others of a program, which the JVM's own does not know. */
  static ThreadGroup rootGroup() {
    try {
      ThreadGroup root = (ThreadGroup) UNSAFE.allocateInstance(ThreadGroup.class);
      UNSAFE.putReference(root, GROUP_NAME, "system");
      UNSAFE.putInt(root, GROUP_PRIORITY, Thread.MAX_PRIORITY);
      return root;
    } catch (InstantiationException e) {
      throw new AssertionError(e);
    }
  }

  /** In place of {@link Thread#currentThread}. */
  public static Thread currentThread() {
    Thread current = Thread.currentThread();
    Fiber fiber = ThreadState.fiber(current);
    Thread shown = fiber == null ? null : fiber.shown;
    return shown == null ? current : shown;
  }

  // --- made and started ---

  /** In place of the current thread in the constructor of platform threads: who makes them. */
  public static Thread parent() {
    Thread shown = currentThread();
    Thread running = Thread.currentThread();
    if (shown != running) {
      UNSAFE.putReference(shown, INHERITED, UNSAFE.getReference(running, INHERITED));
    }
    return shown;
  }

  /** In place of the id of a platform thread that is made. */
  public static long id(long outside, Thread made) {
    Program program = Program.current();
    if (program == null) {
      return outside;
    }
    UNSAFE.putReferenceVolatile(made, BEHIND, program);
    return program.nextThreadId();
  }

  /** The name of a thread that has none; null outside programs. */
  public static @Nullable String name() {
    Program program = Program.current();
    return program == null ? null : "Thread-" + program.next("thread");
  }

  /**
   * In place of a number that the JDK counts up.
   *
   * @param first of the series
   */
  public static int number(int outside, String series, int first) {
    Program program = Program.current();
    return program == null ? outside : first + program.next(series);
  }

  /** Starts a platform thread of a program; false where the JVM is to start it. */
  public static boolean start(Thread thread) {
    Program program = Program.current();
    if (program == null) {
      if (UNSAFE.getReferenceVolatile(thread, BEHIND) instanceof Program) {
        // It is going to hold monitors, by its id.
        UNSAFE.putLong(thread, ID, new Thread(null, null, "", 0, false).threadId());
        UNSAFE.putReferenceVolatile(thread, BEHIND, null);
      }
      return false;
    }
    Thread behind =
        Thread.ofVirtual()
            .name(thread.getName())
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> run(program, thread));
    Fiber fiber = ThreadState.fiber(behind);
    if (fiber == null) {
      throw program.refused("started the thread '" + thread.getName() + "' nowhere", "report it");
    }
    fiber.shown = thread;
    UNSAFE.putReference(behind, INHERITED, UNSAFE.getReference(thread, INHERITED));
    UNSAFE.putReference(behind, SCOPED, UNSAFE.getReference(thread, SCOPED));
    behind.setContextClassLoader(thread.getContextClassLoader());
    boolean interrupted = UNSAFE.getBooleanVolatile(thread, INTERRUPTED);
    UNSAFE.putReferenceVolatile(thread, BEHIND, fiber);
    status(thread, RUNNABLE);
    program.started(thread);
    behind.start();
    if (interrupted) {
      behind.interrupt();
    }
    return true;
  }

  private static void status(Thread thread, int status) {
    UNSAFE.putIntVolatile(UNSAFE.getReference(thread, HOLDER), STATUS, status);
  }

  private static void run(Program program, Thread thread) {
    try {
      ((Runnable) thread).run();
    } catch (Unwound over) {
      throw over;
    } catch (Throwable thrown) {
      program.uncaught(thread, thrown);
    }
    if (!program.context.halted()) {
      end(program, thread);
    }
  }

  private static void end(Program program, Thread thread) {
    ThreadContainer container = LANG.threadContainer(thread);
    if (container != null) {
      container.remove(thread);
    }
    status(thread, TERMINATED);
    UNSAFE.putReference(thread, INHERITED, null);
    program.ended(thread);
    synchronized (thread) {
      thread.notifyAll();
    }
  }

  // --- asked ---

  /** In place of whether a thread is alive. */
  public static boolean alive(boolean outside, Thread thread) {
    Fiber fiber = fiberOf(thread);
    return fiber == null ? outside : status(thread) != TERMINATED && !fiber.context.halted();
  }

  private static int status(Thread thread) {
    return UNSAFE.getIntVolatile(UNSAFE.getReference(thread, HOLDER), STATUS);
  }

  /** The state of a platform thread that was started; null for others. */
  public static Thread.@Nullable State state(Thread thread) {
    Fiber fiber = fiberOf(thread);
    if (fiber == null) {
      return null;
    }
    if (status(thread) == TERMINATED) {
      return Thread.State.TERMINATED;
    }
    Thread.State state = fiber.thread.getState();
    // It is about to say that it has ended, or about to start.
    return state == Thread.State.TERMINATED || state == Thread.State.NEW
        ? Thread.State.RUNNABLE
        : state;
  }

  /** Interrupts a platform thread of a program; false for others. */
  public static boolean interrupt(Thread thread) {
    Fiber fiber = fiberOf(thread);
    if (fiber == null) {
      return false;
    }
    fiber.thread.interrupt();
    return true;
  }

  /** In place of whether a thread was interrupted. */
  public static boolean isInterrupted(boolean outside, Thread thread) {
    Fiber fiber = fiberOf(thread);
    return fiber == null ? outside : fiber.thread.isInterrupted();
  }

  /** The stack of a platform thread of a program; null for others. */
  public static StackTraceElement @Nullable [] stack(Thread thread) {
    Fiber fiber = fiberOf(thread);
    return fiber == null ? null : fiber.thread.getStackTrace();
  }

  /** The stacks of all platform threads of the program; null outside programs. */
  public static @Nullable Map<Thread, StackTraceElement[]> allStacks() {
    Program program = Program.current();
    if (program == null) {
      return null;
    }
    Map<Thread, StackTraceElement[]> stacks = new LinkedHashMap<>();
    for (Thread each : program.alive()) {
      stacks.put(each, each.getStackTrace());
    }
    return stacks;
  }

  /** All platform threads of the program; null outside programs. */
  public static Thread @Nullable [] all() {
    Program program = Program.current();
    if (program == null) {
      return null;
    }
    List<Thread> alive = program.alive();
    return alive.toArray(Thread[]::new);
  }

  /** In place of a thread that is to be woken, or asked what it blocks on. */
  public static @Nullable Thread behind(@Nullable Thread thread) {
    if (thread == null || thread.isVirtual()) {
      return thread;
    }
    Fiber fiber = fiberOf(thread);
    return fiber == null ? thread : fiber.thread;
  }

  /** In place of parking where the JDK takes the current thread for a platform thread. */
  public static void park(Unsafe unsafe, boolean absolute, long time) {
    if (Program.current() == null) {
      unsafe.park(absolute, time);
    } else if (absolute) {
      LockSupport.parkUntil(time);
    } else if (time == 0) {
      LockSupport.park();
    } else {
      LockSupport.parkNanos(time);
    }
  }

  /** In place of waking such a thread. */
  public static void unpark(Unsafe unsafe, @Nullable Object thread) {
    if (Program.current() == null) {
      unsafe.unpark(thread);
    } else {
      LockSupport.unpark((Thread) thread);
    }
  }

  // --- handlers of what nobody catches ---

  /** Whether the code that runs is a program's. */
  public static boolean inProgram() {
    return Program.current() != null;
  }

  /** Remembers the program's own handler; false outside programs. */
  public static boolean uncaughtHandler(Thread.@Nullable UncaughtExceptionHandler handler) {
    Program program = Program.current();
    if (program == null) {
      return false;
    }
    program.uncaughtHandler = handler;
    return true;
  }

  /** In place of the JVM's handler. */
  public static Thread.@Nullable UncaughtExceptionHandler uncaughtHandlerOr(
      Thread.@Nullable UncaughtExceptionHandler outside) {
    Program program = Program.current();
    return program == null ? outside : program.uncaughtHandler;
  }
}
