package dev.faultline.hook;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Object.wait} and {@code notify} where threads take turns inside their code: the world
 * decides which thread a notification wakes. The JVM wakes the one that has waited longest, though
 * it promises nothing. So where the world wants another one, those before it are woken, too, and
 * wait again; to the program they have waited all the time.
 */
public final class Waits {
  private static final String TIMED =
      "Object.notify wakes threads behind one that waits for a certain time";

  private static final String IN_ORDER =
      "a thread that was notified goes on before another one that has waited longer";

  /** The threads that wait at any object, in the order in which the JVM wakes them. */
  private final List<Fiber> waiting = new ArrayList<>();

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
    monitor.notifyAll();
    if (fiber != null) {
      for (Fiber each : fiber.context.realm.waits.waiting) {
        if (each.waitsAt == monitor) {
          fiber.context.realm.waits.notified(fiber.context, each);
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
    fiber.passedOver = false;
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
    fiber.waitsAt = monitor;
    try {
      do {
        fiber.passedOver = false;
        waiting.remove(fiber);
        waiting.add(fiber);
        monitor.wait(millis, nanos);
        // Whoever passes a thread over has the monitor, and so has this one now.
      } while (fiber.passedOver);
    } finally {
      waiting.remove(fiber);
      fiber.waitsAt = null;
      fiber.notified = false;
      fiber.passedOver = false;
    }
  }

  private void wake(Context context, Object monitor) {
    List<Fiber> candidates = new ArrayList<>();
    boolean timed = false;
    for (Fiber each : waiting) {
      if (each.waitsAt == monitor && !each.notified && (each.passedOver || isWaiting(each))) {
        if (timed) {
          context.turnsHidden(TIMED);
          break;
        }
        candidates.add(each);
        // It knows how long it has waited, so that it cannot wait again.
        timed = ThreadState.of(each.thread) == ThreadState.TIMED_WAIT;
      }
    }
    int count = Thread.holdsLock(monitor) ? candidates.size() : 0;
    Fiber chosen = count == 0 ? null : candidates.get(count == 1 ? 0 : context.wakes(count));
    if (chosen == null) {
      monitor.notify();
      return;
    }
    while (!chosen.passedOver && isWaiting(chosen)) {
      List<Fiber> before = candidates.stream().filter(Waits::isWaiting).toList();
      monitor.notify();
      for (Fiber each : before) {
        each.passedOver = each != chosen && !isWaiting(each);
      }
    }
    notified(context, chosen);
  }

  private static boolean isWaiting(Fiber fiber) {
    int state = ThreadState.of(fiber.thread);
    return state == ThreadState.WAIT || state == ThreadState.TIMED_WAIT;
  }
}
