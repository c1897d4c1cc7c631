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
@SuppressWarnings("unused") // The padding.
public final class Carrier extends CarrierState {
  private static final JavaLangAccess LANG = SharedSecrets.getJavaLangAccess();

  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long FIBER = UNSAFE.objectFieldOffset(CarrierState.class, "fiber");
  private static final long STEPS = UNSAFE.objectFieldOffset(CarrierState.class, "steps");

  // A collector lays the carriers of a campaign next to each other. What one of them writes all the
  // time must not lie on the cache lines that another reads all the time: its own class, for one.
  private long apart0;
  private long apart1;
  private long apart2;
  private long apart3;
  private long apart4;
  private long apart5;
  private long apart6;
  private long apart7;
  private long apart8;
  private long apart9;
  private long apart10;
  private long apart11;
  private long apart12;
  private long apart13;
  private long apart14;
  private long apart15;

  /**
   * A daemon thread without inherited thread locals: what a world sees does not depend on who made
   * its carrier.
   */
  public Carrier(Runnable task, String name) {
    super(task, name);
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

  /** For any thread: odd while a step is running, and another number for each step. */
  public long observedSteps() {
    return UNSAFE.getLongVolatile(this, STEPS);
  }
}
