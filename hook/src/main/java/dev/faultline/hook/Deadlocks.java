package dev.faultline.hook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Threads of one world that wait in a circle, each for a lock that the next one holds: none of them
 * ever goes on, unless somebody interrupts a wait that can be. Such locks are monitors and those of
 * {@code java.util.concurrent} that have an owner. To be asked between steps.
 */
final class Deadlocks {
  /** More are not kept: a world that crashes again and again would collect them. */
  private static final int MOST = 16;

  /** Whom a thread waits for, and what that one holds. */
  private record Wait(Fiber waiting, Object lock, Fiber owner) {
    @Override
    public String toString() {
      return waiting
          + (isInterruptible(waiting) ? " waits, unless interrupted, for " : " waits for ")
          + named(lock)
          + " that "
          + owner
          + " holds";
    }
  }

  private final Realm realm;
  private Set<String> found = Collections.emptySet();

  Deadlocks(Realm realm) {
    this.realm = realm;
  }

  /** Each circle in words, in the order in which they were found. */
  List<String> found() {
    return List.copyOf(found);
  }

  /** Looks at the threads that an incarnation has now. */
  void look(Context context) {
    Set<Fiber> seen = new LinkedHashSet<>();
    for (Fiber fiber = context.firstFiber;
        fiber != null && found.size() < MOST;
        fiber = fiber.next) {
      List<Wait> path = new ArrayList<>();
      Wait wait = seen.contains(fiber) ? null : waitOf(fiber);
      while (wait != null && seen.add(wait.waiting)) {
        path.add(wait);
        wait = waitOf(wait.owner);
      }
      if (wait != null) {
        circle(path, wait.waiting);
      }
    }
  }

  /** The path ends at a thread that was seen: if it is on the path, a circle begins there. */
  private void circle(List<Wait> path, Fiber again) {
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i).waiting == again) {
        if (found.isEmpty()) {
          found = new LinkedHashSet<>();
        }
        found.add(
            path.subList(i, path.size()).stream()
                .map(Wait::toString)
                .collect(Collectors.joining(", ")));
        return;
      }
    }
  }

  private @Nullable Wait waitOf(Fiber fiber) {
    Object lock = null;
    Fiber owner = null;
    int state = ThreadState.of(fiber.thread);
    if (state == ThreadState.BLOCKED) {
      lock = Monitors.blockedOn(fiber);
      owner = lock == null ? null : realm.monitors.ownerOf(lock);
    } else if (state == ThreadState.PARKED
        && LockSupport.getBlocker(fiber.thread) instanceof AbstractOwnableSynchronizer parkedAt) {
      lock = parkedAt;
      Thread thread = Realm.ownerOf(parkedAt);
      owner = thread == null ? null : fiberOf(thread);
    }
    return lock == null || owner == null ? null : new Wait(fiber, lock, owner);
  }

  /** A program's lock knows the platform thread that the program sees. */
  private static @Nullable Fiber fiberOf(Thread thread) {
    Fiber behind = ProgramThreads.fiberOf(thread);
    return behind != null ? behind : ThreadState.fiber(thread);
  }

  /**
   * The circle that a thread has just closed by waiting, in words; null when there is none, or when
   * somebody may interrupt one of the waits.
   */
  @Nullable String closedBy(Fiber fiber) {
    List<Wait> path = new ArrayList<>();
    Set<Fiber> seen = new LinkedHashSet<>();
    Wait wait = waitOf(fiber);
    while (wait != null && seen.add(wait.waiting)) {
      path.add(wait);
      wait = waitOf(wait.owner);
    }
    if (wait == null
        || wait.waiting != fiber
        || path.stream().anyMatch(each -> isInterruptible(each.waiting))) {
      return null;
    }
    return path.stream().map(Wait::toString).collect(Collectors.joining(", "));
  }

  /** Whether somebody who interrupts the thread gets it out of its wait. */
  private static boolean isInterruptible(Fiber fiber) {
    return Arrays.stream(fiber.thread.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("java.util.concurrent.locks."))
        .anyMatch(frame -> frame.getMethodName().endsWith("Interruptibly"));
  }

  /** A lock of {@code java.util.concurrent} is what its synchroniser belongs to. */
  private static String named(Object lock) {
    if (lock instanceof Class<?> type) {
      return "the monitor of class " + type.getName();
    }
    Class<?> type = lock.getClass();
    if (lock instanceof AbstractOwnableSynchronizer) {
      Class<?> outer = type.getEnclosingClass();
      return "a " + (outer == null ? type : outer).getName();
    }
    String name = type.getName();
    int slash = name.indexOf('/');
    return "the monitor of a " + (type.isHidden() && slash > 0 ? name.substring(0, slash) : name);
  }
}
