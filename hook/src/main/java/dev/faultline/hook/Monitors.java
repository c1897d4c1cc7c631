package dev.faultline.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fibers of a world that wait for a monitor: at {@code synchronized} or in {@code Object.wait}.
 *
 * <p>When a monitor is released, the JVM hands the next thread to a thread of its own, the
 * unblocker, which submits it at a moment that nobody controls. But the hand-over itself happens at
 * once. So after each step the world looks which of its waiting fibers were handed over, waits
 * until the unblocker has submitted them, and takes them up in the order in which they began to
 * wait.
 */
final class Monitors {
  private static final MethodHandle SNAPSHOT;
  private static final MethodHandle BLOCKED_ON;
  private static final MethodHandle OWNED_AT;
  private static final MethodHandle DEPTH;

  static {
    try {
      Class<?> snapshot = Class.forName("jdk.internal.vm.ThreadSnapshot");
      var lookup = MethodHandles.privateLookupIn(snapshot, MethodHandles.lookup());
      SNAPSHOT =
          lookup
              .findStatic(snapshot, "of", MethodType.methodType(snapshot, Thread.class))
              .asType(MethodType.methodType(Object.class, Thread.class));
      BLOCKED_ON =
          lookup
              .findVirtual(snapshot, "blockedOn", MethodType.methodType(Object.class))
              .asType(MethodType.methodType(Object.class, Object.class));
      OWNED_AT =
          lookup
              .findVirtual(
                  snapshot, "ownedMonitorsAt", MethodType.methodType(Stream.class, int.class))
              .asType(MethodType.methodType(Stream.class, Object.class, int.class));
      DEPTH =
          MethodHandles.filterReturnValue(
                  lookup.findVirtual(
                      snapshot, "stackTrace", MethodType.methodType(StackTraceElement[].class)),
                  MethodHandles.arrayLength(StackTraceElement[].class))
              .asType(MethodType.methodType(int.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Realm realm;
  private @Nullable Fiber first;
  private @Nullable Fiber last;

  Monitors(Realm realm) {
    this.realm = realm;
  }

  boolean isEmpty() {
    return first == null;
  }

  void add(Fiber fiber) {
    Fiber before = last;
    fiber.previousWaiter = before;
    if (before == null) {
      first = fiber;
    } else {
      before.nextWaiter = fiber;
    }
    last = fiber;
    fiber.awaitsMonitor = true;
  }

  void remove(Fiber fiber) {
    Fiber before = fiber.previousWaiter;
    Fiber after = fiber.nextWaiter;
    if (before == null) {
      first = after;
    } else {
      before.nextWaiter = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previousWaiter = before;
    }
    fiber.previousWaiter = null;
    fiber.nextWaiter = null;
    fiber.awaitsMonitor = false;
  }

  /** Takes up the fibers whose monitors were released in the step that ends. */
  void settle() {
    Fiber fiber = first;
    while (fiber != null) {
      Fiber following = fiber.nextWaiter;
      if (isHandedOver(fiber)) {
        remove(fiber);
        if (realm.awaitUnblocked(fiber)) {
          fiber.submitted();
        }
      }
      fiber = following;
    }
  }

  /** Between steps: whether a fiber has been handed over since the last one was settled. */
  boolean wasReleasedOutside() {
    for (Fiber fiber = first; fiber != null; fiber = fiber.nextWaiter) {
      if (isHandedOver(fiber)) {
        return true;
      }
    }
    return false;
  }

  // In this order: the unblocker sets the second before it clears the first.
  static boolean isHandedOver(Fiber fiber) {
    return ThreadState.isHandedOver(fiber.thread) || fiber.handedOver;
  }

  /** Whether a fiber that has just stopped at a monitor waits for a thread outside this world. */
  boolean isHeldOutside(Fiber fiber) {
    if (isHandedOver(fiber)) {
      return true; // No step of this world came in between, so the monitor was released outside.
    }
    try {
      Object snapshot = SNAPSHOT.invokeExact(fiber.thread);
      if (snapshot == null || isHandedOver(fiber)) {
        return isHandedOver(fiber);
      }
      Object monitor = BLOCKED_ON.invokeExact(snapshot);
      return monitor != null && !realm.anyFiber(other -> owns(other, monitor));
    } catch (IllegalStateException e) {
      return true; // Not blocked any longer.
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The monitor at which a fiber is blocked, or null when it is not, or not any longer. */
  static @Nullable Object blockedOn(Fiber fiber) {
    try {
      Object snapshot = SNAPSHOT.invokeExact(fiber.thread);
      return snapshot == null ? null : BLOCKED_ON.invokeExact(snapshot);
    } catch (IllegalStateException e) {
      return null;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The fiber of this world that holds a monitor, or null. */
  @Nullable Fiber ownerOf(Object monitor) {
    Fiber[] owner = new Fiber[1];
    realm.anyFiber(fiber -> {
      boolean owns = owns(fiber, monitor);
      if (owns) {
        owner[0] = fiber;
      }
      return owns;
    });
    return owner[0];
  }

  private static boolean owns(Fiber fiber, Object monitor) {
    try {
      Object snapshot = SNAPSHOT.invokeExact(fiber.thread);
      if (snapshot == null) {
        return false;
      }
      int depth = (int) DEPTH.invokeExact(snapshot);
      for (int frame = 0; frame < depth; frame++) {
        Stream<?> owned = (Stream<?>) (Stream) OWNED_AT.invokeExact(snapshot, frame);
        if (owned.anyMatch(candidate -> candidate == monitor)) {
          return true;
        }
      }
      return false;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
