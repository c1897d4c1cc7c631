package dev.faultline.hook;

import java.util.ArrayList;
import java.util.List;

/**
 * Ends the threads of incarnations that are over. A thread that is left where it blocks would be
 * held by the JVM, and its whole world with it: by the monitor that it waits for, for example. So
 * each is run once more, into an error at the place where it blocks.
 *
 * <p>A crash runs no code of the program. So that this holds here too, the agent puts {@link
 * #check} at the start of every exception handler of the program's classes and behind every place
 * where they take a monitor, and what the JDK's code does on the way out has no effect on the
 * world.
 *
 * <p>One kind cannot be ended: a thread that is blocked at a monitor whose owner is not ended
 * either, as in a deadlock of {@code synchronized} blocks. The JVM has no way out of that.
 */
public final class Unwinding {
  /** What is over and may still have threads, in the order in which it ended. */
  private final List<Context> over = new ArrayList<>();

  private final Realm realm;
  private boolean underWay;

  Unwinding(Realm realm) {
    this.realm = realm;
  }

  /**
   * Called before and after a thread blocks, and by the program's own classes where its code could
   * go on: throws when the thread's incarnation is over.
   */
  public static void check() {
    Context context = Carrier.currentContext();
    if (context != null && context.halted() && Thread.currentThread().isVirtual()) {
      throw Unwound.NOW;
    }
  }

  boolean isNeeded() {
    return !over.isEmpty();
  }

  void add(Context context) {
    if (!over.contains(context)) {
      over.add(context);
    }
  }

  /** To be called between steps: ends all threads that can be ended. */
  void run() {
    if (underWay) {
      return; // A monitor that was released on the way: the loop below looks again.
    }
    underWay = true;
    try {
      while (!over.isEmpty()) {
        List<Context> round = List.copyOf(over);
        over.clear();
        round.forEach(realm::ending);
        boolean progress = true;
        while (progress) {
          progress = false;
          for (Context context : round) {
            progress |= end(context);
          }
        }
        for (Context context : round) {
          if (context.firstFiber == null) {
            realm.remove(context);
          }
        }
        realm.monitors.settle();
      }
    } finally {
      underWay = false;
    }
  }

  /** The youngest first, for a thread waits for those that it started. True when one ended. */
  private boolean end(Context context) {
    boolean progress = false;
    Carrier carrier = realm.carrier();
    carrier.context = context;
    try {
      Fiber fiber = context.lastFiber;
      while (fiber != null) {
        Fiber before = fiber.previous;
        if (fiber.unwind()) {
          context.ended(fiber);
          progress = true;
        }
        fiber = before;
      }
    } finally {
      carrier.context = null;
    }
    return progress;
  }
}
