package dev.faultline.hook;

import jdk.internal.misc.Unsafe;

/**
 * Waits inside the JDK for threads of other worlds or of none, such as those that read a table
 * which the whole JVM has. They are nothing that happens in the world: they take real time, no
 * simulated one, and nobody else's turn comes meanwhile.
 */
public final class Contention {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /** How long a carrier gives up its processor for, in real time. */
  private static final long AWHILE_NANOS = 1_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A tree of keys whose hash codes meet, in one place of a concurrent table. */
  private static final class Tree {
    static final String NAME = "java.util.concurrent.ConcurrentHashMap$TreeBin";

    /** As the JDK counts who uses a tree: one who changes it, one who waits to, readers by four. */
    static final int WRITER = 1;

    static final int WAITER = 2;

    static final long LOCK_STATE;

    static {
      try {
        LOCK_STATE = UNSAFE.objectFieldOffset(Class.forName(NAME), "lockState");
      } catch (ClassNotFoundException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  private Contention() {}

  /**
   * Gives up the processor for a moment, in real time.
   *
   * @return false where the thread runs no world, so that nothing was done
   */
  public static boolean givesWay() {
    if (Carrier.current() == null) {
      return false;
    }
    UNSAFE.park(false, AWHILE_NANOS);
    return true;
  }

  /**
   * In place of {@link Thread#yield} where the JDK waits actively until another thread has made
   * something that both need. Nothing sets a thread of a world aside while it makes it, so the
   * other one is outside the world, or in another: waiting for it takes no turn.
   */
  public static void awaitMaker() {
    if (!givesWay()) {
      Thread.yield();
    }
  }

  /**
   * Called where a thread is about to wait for those that read the tree which it changes. A reader
   * of the same world was set aside while it compared keys, and goes on only in its turn.
   *
   * @return whether the thread may change the tree now; false where it is to wait as ever
   */
  public static boolean awaitReaders(Object tree) {
    Carrier carrier = Carrier.current();
    if (carrier == null || carrier.realm == null) {
      return false;
    }
    Fiber current = carrier.fiber;
    if (carrier.realm.anyFiber(fiber -> fiber != current && isReading(fiber))) {
      return false;
    }
    while (true) {
      int state = UNSAFE.getIntVolatile(tree, Tree.LOCK_STATE);
      if ((state & ~Tree.WAITER) != 0) {
        UNSAFE.park(false, AWHILE_NANOS);
      } else if (UNSAFE.compareAndSetInt(tree, Tree.LOCK_STATE, state, Tree.WRITER)) {
        return true;
      }
    }
  }

  private static boolean isReading(Fiber fiber) {
    for (StackTraceElement frame : fiber.thread.getStackTrace()) {
      if (frame.getClassName().equals(Tree.NAME) && frame.getMethodName().equals("find")) {
        return true;
      }
    }
    return false;
  }

  /**
   * In place of {@link Thread#sleep(long)} where the JDK waits until a collection has freed memory
   * outside of the heap.
   */
  public static void awaitMemory(long millis) throws InterruptedException {
    if (Carrier.current() == null) {
      Thread.sleep(millis);
    } else {
      UNSAFE.park(false, millis * NANOS_PER_MILLI);
    }
  }
}
