package dev.faultline.hook;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Object.wait} and {@code notify} where threads take turns inside their code: the world
 * decides which thread a notification wakes. The JVM wakes the one that has waited longest, though
 * it promises nothing. So where the world wants another one, that one's wait ends as if its time
 * were over, and the JVM hears nothing.
 *
 * <p>To the JVM such a thread waits on until it has its turn. Until then a notification may find it
 * that does not come through here: of a method reference, by reflection, or in a library's code. It
 * is then handed on to one of those that waited at that moment.
 */
public final class Waits {
  private static final String ELSEWHERE =
      "Object.notify wakes a thread that waits in code without turns";

  private static final String UNTOLD = "a notification that comes from code without turns";

  private static final String IN_ORDER =
      "a thread that was notified goes on before another one that has waited longer";

  /** Of a notification that found nobody else who waited. */
  private static final long FOR_NOBODY = -1;

  /** The threads that wait at any object, in the order in which the JVM wakes them. */
  private final List<Fiber> waiting = new ArrayList<>();

  /** How many have begun to wait. */
  private long begun;

  Waits() {}

  /**
   * In place of {@link Object#wait()}.
   *
   * @param asked the bits of worlds that decide
   */
  public static void await(Object monitor, long asked) throws InterruptedException {
    await(monitor, 0, asked);
  }

  /** In place of {@link Object#wait(long)}. */
  public static void await(Object monitor, long millis, long asked) throws InterruptedException {
    Fiber fiber = deciding(asked);
    if (fiber == null) {
      monitor.wait(millis);
    } else {
      fiber.context.realm.waits.await(fiber, monitor, millis, 0);
    }
  }

  /** In place of {@link Object#wait(long, int)}. */
  public static void await(Object monitor, long millis, int nanos, long asked)
      throws InterruptedException {
    Fiber fiber = deciding(asked);
    if (fiber == null) {
      monitor.wait(millis, nanos);
    } else {
      fiber.context.realm.waits.await(fiber, monitor, millis, nanos);
    }
  }

  /** In place of {@link Object#notify}. */
  public static void wake(Object monitor, long asked) {
    Fiber fiber = deciding(asked);
    if (fiber == null) {
      monitor.notify();
    } else {
      fiber.context.realm.waits.wake(fiber.context, monitor);
    }
  }

  /** In place of {@link Object#notifyAll}. */
  public static void wakeAll(Object monitor, long asked) {
    Fiber fiber = deciding(asked);
    if (fiber == null) {
      monitor.notifyAll();
    } else {
      fiber.context.realm.waits.wakeByJvm(fiber.context, monitor, monitor::notifyAll);
    }
  }

  /** Has the JVM say whom it notifies. */
  private void wakeByJvm(Context context, Object monitor, Runnable wake) {
    List<Fiber> waitingBefore = new ArrayList<>();
    for (Fiber each : waiting) {
      if (each.waitsAt == monitor && !ThreadState.wasNotified(each.thread)) {
        waitingBefore.add(each);
      }
    }
    wake.run();
    for (Fiber each : waitingBefore) {
      if (ThreadState.wasNotified(each.thread)) {
        if (each.singledOut) {
          each.takenAt = FOR_NOBODY;
        } else {
          notified(context, each);
        }
      }
    }
  }

  /** The JVM lets those that were notified go on in the order in which they waited. */
  private void notified(Context context, Fiber fiber) {
    for (Fiber each : waiting) {
      if (each != fiber && each.waitsAt == fiber.waitsAt && each.notified) {
        context.turnsHidden(IN_ORDER);
      }
    }
    fiber.notified = true;
  }

  private static @Nullable Fiber deciding(long asked) {
    Carrier carrier = Carrier.current();
    Context context = carrier == null ? null : carrier.context;
    Fiber fiber = carrier == null ? null : carrier.fiber;
    return context != null
            && fiber != null
            && fiber.context == context
            && context.interleaved(asked)
        ? fiber
        : null;
  }

  private void await(Fiber fiber, Object monitor, long millis, int nanos)
      throws InterruptedException {
    for (Fiber each : waiting) {
      if (each.waitsAt == monitor && each.takenAt == 0 && hasTaken(each)) {
        each.takenAt = begun;
      }
    }
    fiber.waitsAt = monitor;
    fiber.waitsSince = ++begun;
    waiting.add(fiber);
    try {
      monitor.wait(millis, nanos);
      boolean told = fiber.singledOut ? fiber.takenAt == FOR_NOBODY : fiber.notified;
      if (!told && ThreadState.wasNotified(fiber.thread) && !fiber.context.halted()) {
        fiber.context.turnsHidden(UNTOLD);
      }
    } catch (InterruptedException e) {
      if (!fiber.singledOut) {
        throw e;
      }
      // It was notified before.
      fiber.thread.interrupt();
    } finally {
      waiting.remove(fiber);
      fiber.waitsAt = null;
      fiber.notified = false;
      boolean handsOn = hasTaken(fiber) && !fiber.context.halted();
      fiber.singledOut = false;
      if (handsOn) {
        handOn(fiber, monitor);
      }
      fiber.takenAt = 0;
    }
  }

  /** Whether it is notified once more, which was meant for another one. */
  private static boolean hasTaken(Fiber fiber) {
    return fiber.singledOut && ThreadState.wasNotified(fiber.thread);
  }

  /** Those that have begun to wait since then were not meant. */
  private void handOn(Fiber fiber, Object monitor) {
    if (fiber.takenAt == FOR_NOBODY) {
      return;
    }
    long last = fiber.takenAt == 0 ? begun : fiber.takenAt;
    for (Fiber each : waiting) {
      if (each.waitsAt == monitor && each.waitsSince <= last && singleOut(fiber.context, each)) {
        return;
      }
    }
    if (anyElsewhere(fiber.context)) {
      monitor.notify();
    }
  }

  private void wake(Context context, Object monitor) {
    List<Fiber> candidates = new ArrayList<>();
    for (Fiber each : waiting) {
      if (each.waitsAt == monitor && !each.notified && isWaiting(each)) {
        candidates.add(each);
      }
    }
    int count = Thread.holdsLock(monitor) ? candidates.size() : 0;
    if (count == 0) {
      wakeByJvm(context, monitor, monitor::notify);
      return;
    }
    Fiber chosen = candidates.get(count == 1 ? 0 : context.wakes(count));
    boolean elsewhere = anyElsewhere(context);
    if (elsewhere) {
      context.turnsHidden(ELSEWHERE);
    }
    if (!elsewhere && isFirst(chosen)) {
      wakeByJvm(context, monitor, monitor::notify);
    } else {
      singleOut(context, chosen);
    }
  }

  /** Whether the JVM knows of nobody else who has waited longer at the same object. */
  private boolean isFirst(Fiber fiber) {
    for (Fiber each : waiting) {
      if (each == fiber) {
        return true;
      }
      if (each.waitsAt == fiber.waitsAt && !(each.notified && !each.singledOut)) {
        return false;
      }
    }
    return false;
  }

  private boolean singleOut(Context context, Fiber fiber) {
    if (fiber.notified || !ThreadState.endsWait(fiber.thread)) {
      return false;
    }
    notified(context, fiber);
    fiber.singledOut = true;
    fiber.submitted();
    return true;
  }

  /** Whether a thread waits anywhere and nobody told this class. */
  private static boolean anyElsewhere(Context context) {
    return context.realm.anyFiber(each -> each.waitsAt == null && isWaiting(each));
  }

  private static boolean isWaiting(Fiber fiber) {
    int state = ThreadState.of(fiber.thread);
    return state == ThreadState.WAIT || state == ThreadState.TIMED_WAIT;
  }
}
