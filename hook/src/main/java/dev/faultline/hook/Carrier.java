package dev.faultline.hook;

import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread on which worlds run, one after another, and their virtual threads with them. It
 * is the way from any code to the world around it: the current carrier is an intrinsic, what it
 * runs a field.
 */
public final class Carrier extends Thread {
  private static final JavaLangAccess LANG = SharedSecrets.getJavaLangAccess();

  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long FIBER = UNSAFE.objectFieldOffset(Carrier.class, "fiber");
  private static final long STEPS = UNSAFE.objectFieldOffset(Carrier.class, "steps");

  /** Whose code is running; null between steps and outside worlds. Written by this thread only. */
  @Nullable Context context;

  /** The thread whose turn it is, if any. Written by this thread only. */
  @Nullable Fiber fiber;

  /** The world that this carrier runs at present. */
  @Nullable Realm realm;

  /**
   * Odd during a step, and grows with each: how an observer on another thread sees that a step does
   * not end. Not volatile, for the observer may be late, the steps must not.
   */
  private long steps;

  /**
   * A daemon thread without inherited thread locals: what a world sees does not depend on who made
   * its carrier.
   */
  public Carrier(Runnable task, String name) {
    super(null, task, name, 0, false);
    setDaemon(true);
  }

  /** The carrier under the current thread, or null when that is an ordinary thread. */
  public static @Nullable Carrier current() {
    return LANG.currentCarrierThread() instanceof Carrier carrier ? carrier : null;
  }

  /** Whether the current thread is a carrier that runs no world at present. */
  public static boolean isFree() {
    Carrier carrier = current();
    return carrier != null && carrier.realm == null;
  }

  /** Whose code the current thread is running; null outside worlds. */
  static @Nullable Context currentContext() {
    return LANG.currentCarrierThread() instanceof Carrier carrier ? carrier.context : null;
  }

  /**
   * For any thread: where the code is that this carrier runs, which is on the stack of the virtual
   * thread whose turn it is, if any.
   */
  public StackTraceElement[] observedStack() {
    Fiber running = (Fiber) UNSAFE.getReferenceVolatile(this, FIBER);
    StackTraceElement[] stack = running == null ? getStackTrace() : running.thread.getStackTrace();
    return stack.length > 0 ? stack : getStackTrace();
  }

  void stepBeginsOrEnds() {
    steps++;
  }

  /** For any thread: odd while a step is running, and another number for each step. */
  public long observedSteps() {
    return UNSAFE.getLongVolatile(this, STEPS);
  }
}
