package dev.faultline.hook;

import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread's own fields, read while it is not mounted. The numbers are those of the JDK's
 * VirtualThread.
 */
final class ThreadState {
  static final int STARTED = 1;
  static final int PARKED = 4;
  static final int TIMED_PARKED = 7;
  private static final int YIELDING = 10;
  private static final int YIELDED = 11;
  static final int UNPARKED = 9;
  static final int BLOCKED = 13;
  static final int UNBLOCKED = 14;
  static final int WAIT = 16;
  static final int TIMED_WAIT = 18;
  static final int TERMINATED = 99;

  /** Set while a debugger or a thread dump holds the thread back. */
  private static final int SUSPENDED = 1 << 8;

  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long STATE;
  private static final long ON_WAITING_LIST;
  private static final long BLOCK_PERMIT;
  private static final long NOTIFIED;
  private static final long CONTINUATION_TASK;

  static {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      STATE = UNSAFE.objectFieldOffset(type, "state");
      ON_WAITING_LIST = UNSAFE.objectFieldOffset(type, "onWaitingList");
      BLOCK_PERMIT = UNSAFE.objectFieldOffset(type, "blockPermit");
      NOTIFIED = UNSAFE.objectFieldOffset(type, "notified");
      CONTINUATION_TASK = UNSAFE.objectFieldOffset(type, "runContinuation");
    } catch (ClassNotFoundException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private ThreadState() {}

  static int of(Thread thread) {
    return UNSAFE.getIntVolatile(thread, STATE) & ~SUSPENDED;
  }

  /** Whether it waits for a lock, perhaps, and for as long as it takes. */
  static boolean waitsForLock(int state) {
    return state == BLOCKED || state == PARKED;
  }

  static boolean hasYielded(int state) {
    return state == YIELDING || state == YIELDED;
  }

  static boolean awaitsMonitor(int state) {
    return state == BLOCKED || state == WAIT || state == TIMED_WAIT;
  }

  /**
   * Whether the thread is in the JVM's list of those to be submitted again because their monitor
   * was released.
   */
  static boolean isHandedOver(Thread thread) {
    return UNSAFE.getBooleanVolatile(thread, ON_WAITING_LIST);
  }

  /**
   * Whether the JVM's unblocker, or somebody in its place, has let the thread go on since it went
   * on last; the last that it does for a thread whose turn was to come anyway.
   */
  static boolean wasUnblocked(Thread thread) {
    return UNSAFE.getBooleanVolatile(thread, BLOCK_PERMIT);
  }

  /** Whether the JVM gave the thread a notification in its last {@code Object.wait}. */
  static boolean wasNotified(Thread thread) {
    return UNSAFE.getBooleanVolatile(thread, NOTIFIED);
  }

  /**
   * Ends a thread's {@code Object.wait} as the end of its time does; whoever does so has it
   * submitted.
   *
   * @return false when it does not wait
   */
  static boolean endsWait(Thread thread) {
    while (true) {
      int state = UNSAFE.getIntVolatile(thread, STATE);
      if (state == WAIT || state == TIMED_WAIT) {
        if (UNSAFE.compareAndSetInt(thread, STATE, state, UNBLOCKED)) {
          return true;
        }
      } else if ((state & SUSPENDED) == 0) {
        return false;
      }
      Thread.onSpinWait();
    }
  }

  /** The fiber behind a thread, or null when it is no virtual thread of a world. */
  static @Nullable Fiber fiber(Thread thread) {
    return thread.isVirtual()
            && UNSAFE.getReference(thread, CONTINUATION_TASK) instanceof Fiber fiber
        ? fiber
        : null;
  }
}
