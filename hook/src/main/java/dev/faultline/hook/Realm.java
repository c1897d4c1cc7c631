package dev.faultline.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * All contexts of one world, and what they have in common: the carrier, and the traffic with
 * threads outside the world.
 */
public final class Realm {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long OWNER =
      UNSAFE.objectFieldOffset(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread");
  private static final int SPINS = 200;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  final Monitors monitors = new Monitors(this);
  final Unwinding unwinding = new Unwinding(this);
  final Waits waits = new Waits();
  private final Deadlocks deadlocks = new Deadlocks(this);
  private final Carrier carrier;
  private final List<Context> contexts = new ArrayList<>();

  /** How many submissions have come from outside, and how many the world was waiting for. */
  private final AtomicInteger arrivals = new AtomicInteger();

  private int awaited;
  private int fibers;
  private volatile @Nullable String lastWaker;
  private @Nullable Escape escape;
  private boolean closing;

  /**
   * Opens a world on the current thread.
   *
   * @throws IllegalStateException when that is no carrier, or runs a world already
   */
  public Realm() {
    Carrier current = Carrier.current();
    if (current == null) {
      throw new IllegalStateException(
          "a world with virtual threads runs on a carrier, not on " + Thread.currentThread());
    }
    if (current.realm != null) {
      throw new IllegalStateException(current.getName() + " runs a world already");
    }
    carrier = current;
    current.realm = this;
  }

  /**
   * Threads that waited for each other's locks, and would have for ever: a text for each circle. To
   * be asked when the world is over, between steps.
   */
  public List<String> deadlocks() {
    contexts.forEach(deadlocks::look);
    return deadlocks.found();
  }

  /**
   * Where each thread waits, in words. To be asked when nothing happens in the world any more,
   * between steps.
   */
  public List<String> waiting() {
    return Stopped.of(contexts);
  }

  /** Ends the world and all threads that it still has. */
  public void close() {
    carrier.context = null;
    closing = true;
    if (!contexts.isEmpty()) {
      for (Context context : List.copyOf(contexts)) {
        context.halt();
      }
    }
    carrier.realm = null;
  }

  /** An incarnation is over. */
  void over(Context context) {
    unwinding.add(context);
    if (carrier.context == null) {
      unwinding.run();
    }
  }

  /** The threads of an incarnation that is over are going to be ended. */
  void ending(Context context) {
    if (!closing) {
      deadlocks.look(context);
    }
  }

  /** A thread of a program has stopped at a lock; a circle of such waits is a finding. */
  void lookForDeadlock(Fiber fiber) {
    String circle = deadlocks.closedBy(fiber);
    if (circle != null) {
      fiber.context.uncaught(
          fiber.thread, new Hung(fiber.context, "its threads wait for each other: " + circle));
    }
  }

  Carrier carrier() {
    return carrier;
  }

  int nextFiber() {
    return ++fibers;
  }

  boolean isCurrent() {
    Carrier current = Carrier.current();
    return current != null && current.realm == this;
  }

  // --- steps ---

  void begin(Context context) {
    Carrier current = carrier;
    if (current.context != null) {
      throw new IllegalStateException(
          context.name() + " got its turn while " + current.context.name() + " has it");
    }
    if (!monitors.isEmpty() && monitors.wasReleasedOutside()) {
      escaped("a thread outside the world released a monitor that one of its threads waited for");
    }
    current.stepBeginsOrEnds();
    context.seedHashes();
    current.context = context;
  }

  void end() {
    carrier.context = null;
    carrier.stepBeginsOrEnds();
    if (!monitors.isEmpty()) {
      monitors.settle();
    }
    if (unwinding.isNeeded()) {
      unwinding.run();
    }
    if (arrivals.get() != awaited) {
      awaited = arrivals.get();
      wokenFromOutside();
    }
    Escape noted = escape;
    if (noted != null) {
      escape = null;
      throw noted;
    }
  }

  /**
   * Remembers for the end of the step that something left the world, in case the node's own code
   * hides it.
   */
  Escape escaped(String what) {
    Escape noted = new Escape(what);
    if (escape == null) {
      escape = noted;
    }
    return noted;
  }

  // --- fibers ---

  void add(Context context) {
    contexts.add(context);
  }

  void remove(Context context) {
    contexts.remove(context);
  }

  boolean anyFiber(Predicate<Fiber> condition) {
    for (Context context : contexts) {
      for (Fiber fiber = context.firstFiber; fiber != null; fiber = fiber.next) {
        if (condition.test(fiber)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isOwn(Thread thread) {
    if (thread == carrier) {
      return true;
    }
    Fiber behind = ProgramThreads.fiberOf(thread);
    Fiber fiber = behind != null ? behind : ThreadState.fiber(thread);
    return fiber != null && fiber.context.realm == this;
  }

  // --- threads outside the world ---

  void submittedFromOutside(Fiber fiber) {
    if (!fiber.handedOver) {
      lastWaker = Thread.currentThread() + " woke " + fiber;
    }
    arrivals.incrementAndGet(); // Before the carrier can see the arrival, and count it as awaited.
    fiber.arrived = true;
    UNSAFE.unpark(carrier);
  }

  void wokenFromOutside() {
    escaped("a thread outside the world woke one of its threads: " + lastWaker);
  }

  private static void await(BooleanSupplier happened) {
    for (int spins = 0; !happened.getAsBoolean(); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        UNSAFE.park(false, LOOK_AGAIN_NANOS);
      }
    }
  }

  /** Waits, in real time, until a fiber is submitted from outside. */
  void awaitOutside(Fiber fiber) {
    await(() -> fiber.arrived);
    fiber.arrived = false;
    fiber.handedOver = false;
    awaited++;
  }

  /**
   * Waits, in real time, until the unblocker is done with a fiber that was handed over. It submits
   * none whose time to wait had run out before.
   *
   * @return whether it submitted the fiber
   */
  boolean awaitUnblocked(Fiber fiber) {
    if (!fiber.isQueued) {
      awaitOutside(fiber);
      return true;
    }
    await(() -> ThreadState.wasUnblocked(fiber.thread));
    fiber.handedOver = false;
    return false;
  }

  /** Whether a thread that has parked for a lock waits for a thread outside this world. */
  boolean isHeldOutside(AbstractOwnableSynchronizer lock, Thread thread) {
    Thread owner = ownerOf(lock);
    if (owner != null) {
      return !isOwn(owner);
    }
    if (!isReentrantLock(lock)) {
      return false; // A latch or a semaphore: it has no owner at any time.
    }
    // Nobody of this world had a chance to release it since, unless another is first in line.
    Thread firstInLine = ((AbstractQueuedSynchronizer) lock).getFirstQueuedThread();
    return firstInLine == null || firstInLine == thread || !isOwn(firstInLine);
  }

  static @Nullable Thread ownerOf(AbstractOwnableSynchronizer lock) {
    return (Thread) UNSAFE.getReferenceVolatile(lock, OWNER);
  }

  private static boolean isReentrantLock(AbstractOwnableSynchronizer lock) {
    return lock.getClass().getEnclosingClass() == ReentrantLock.class;
  }
}
