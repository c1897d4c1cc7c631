package dev.faultline.agent;

import dev.faultline.hook.Context;
import dev.faultline.hook.Fiber;
import dev.faultline.hook.Linkage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a node as the JDK sees it: everything that runs between {@link #enter} and
 * {@link #leave}, and every thread started here or by such a thread, reads this machine's clocks,
 * draws its randomness, and blocks only itself.
 */
public final class Machine {
  private final Context context;

  Machine(Context context) {
    this.context = context;
  }

  /** Starts a virtual thread; it first runs when the host gives it a turn. */
  public Thread start(String name, Runnable body) {
    return context.start(name, body);
  }

  /**
   * From now on the host is asked whether threads of this machine give up their turns.
   *
   * @param bits where, as {@link Interleavings#askFor} says
   */
  public void interleave(long bits) {
    context.interleave(bits);
  }

  /**
   * From now on the host may run code of the program's by itself, between {@link #enter} and {@link
   * #leave}, so that also a thread that is alone takes turns.
   */
  public void callBack() {
    context.callBack();
  }

  /** The name of the thread whose turn this is, or null for another task of the host's. */
  public static @Nullable String threadOf(Object task) {
    return task instanceof Fiber fiber ? fiber.threadName() : null;
  }

  /**
   * Does what happens once in a JVM, in whichever world comes first, so that this world sees the
   * same as all later ones: with the real clock, and without a draw from a node.
   */
  public static <T> T outside(Supplier<T> work) {
    if (!Agent.isPresent()) {
      return work.get();
    }
    Context left = Linkage.suspend();
    try {
      return work.get();
    } finally {
      Linkage.resume(left);
    }
  }

  /** The host of the machine whose code this thread runs; null for none, and without the agent. */
  public static @Nullable Host host() {
    if (!Agent.isPresent()) {
      return null;
    }
    Context running = Linkage.suspend();
    Linkage.resume(running);
    return running instanceof HostContext context ? context.host() : null;
  }

  /** Whether a class is known to be initialised; without the agent nobody knows. */
  public static boolean isInitialized(Class<?> type) {
    return Agent.isPresent() && Linkage.isInitialized(type);
  }

  /**
   * Begins a step that runs code of the node's on the carrier itself: that of a handler, which must
   * not block.
   */
  public void enter() {
    context.enter();
  }

  /**
   * Ends such a step.
   *
   * @throws Error when the step did something that the world cannot schedule or repeat: it blocked,
   *     started a thread of the platform, or asked for what no world simulates
   */
  public void leave() {
    context.leave();
  }

  /**
   * The machine stops as in a crash: none of its program's code runs again, not even a finally
   * block. Within a step it stops when the step is over.
   */
  public void halt() {
    context.halt();
  }
}
