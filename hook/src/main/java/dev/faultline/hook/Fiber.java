package dev.faultline.hook;

import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread as its scheduler sees it: something that, when run, goes on until it blocks
 * next. It stands in for the thread's own continuation task, see {@link Threads#fiber}.
 */
public final class Fiber implements Runnable {
  final Thread thread;
  final Context context;
  final int ordinal;

  /** How often a thread may block on its way out, in code of the JDK's. */
  private static final int MAX_TRIES = 1_000;

  /** The platform thread that a program takes this one for; null for a virtual thread. */
  @Nullable Thread shown;

  private final Runnable continuation;
  final Asking asking = new Asking();
  private boolean known;
  private boolean running;

  /** Neighbours among the context's live fibers. */
  @Nullable Fiber previous;

  @Nullable Fiber next;

  /** Neighbours among the realm's fibers that wait for a monitor. */
  @Nullable Fiber previousWaiter;

  @Nullable Fiber nextWaiter;
  boolean awaitsMonitor;

  /**
   * The JVM has given this thread to its unblocker, which is going to submit it from a thread of
   * its own.
   */
  volatile boolean handedOver;

  /** The first object at which threads may meet that the call at hand was seen to reach. */
  @Nullable Object meetsAt;

  /**
   * The object for which it had a turn right before a call of the JDK's; null once one is asked.
   */
  @Nullable Object hadTurnFor;

  /** What it waits at to be notified; null for nothing that the program knows of. */
  @Nullable Object waitsAt;

  /** It was notified there, and has not gone on yet. */
  boolean notified;

  /** How many had begun to wait anywhere when it did, and it with them. */
  long waitsSince;

  /** It was woken without the JVM, to which it waits on until it has its turn. */
  boolean singledOut;

  /**
   * How many had begun to wait anywhere when the JVM was known to have given it a notification
   * though it was singled out; 0 where that is not known, negative where nobody else waited.
   */
  long takenAt;

  /** What {@link Spins} knows of it: the step of its turn, and how often it asked there. */
  long spinStep;

  int spinAsked;

  /** How often it gave up its turn there, one after the other, and since when. */
  int spinTimes;

  long spinSince;

  /** It is going to have a turn: its time to wait is over, for example. */
  boolean isQueued;

  /** Submitted by a thread outside the world, and not yet taken up by the world. */
  volatile boolean arrived;

  Fiber(Thread thread, Context context, Runnable continuation) {
    this.thread = thread;
    this.context = context;
    this.continuation = continuation;
    this.ordinal = context.realm.nextFiber();
  }

  /** The thread can go on: called by whoever unparked it, started it, or released its monitor. */
  void submitted() {
    if (context.halted()) {
      submittedTooLate();
      return;
    }
    boolean yielded = ThreadState.hasYielded(ThreadState.of(thread));
    if (!context.realm.isCurrent() || (running && !yielded)) {
      // In the second case somebody outside woke the thread while it was about to stop.
      context.realm.submittedFromOutside(this);
      return;
    }
    if (!known) {
      known = true;
      context.started(this);
    }
    isQueued = true;
    context.runnable(this, yielded);
  }

  /** The incarnation is over, so the thread goes on only to end. */
  private void submittedTooLate() {
    if (!context.realm.isCurrent()) {
      if (handedOver) {
        context.realm.submittedFromOutside(this);
      }
    } else if (known) {
      context.realm.unwinding.add(context);
    }
  }

  /**
   * Runs the thread of an incarnation that is over into the error that ends it.
   *
   * @return false when it cannot end yet, because somebody else has the monitor that it waits for
   */
  boolean unwind() {
    Realm realm = context.realm;
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      if (Monitors.isHandedOver(this)) {
        realm.awaitUnblocked(this);
      }
      switch (ThreadState.of(thread)) {
        case ThreadState.TERMINATED, ThreadState.STARTED -> {
          stopAwaitingMonitor();
          return true;
        }
        case ThreadState.PARKED,
            ThreadState.TIMED_PARKED,
            ThreadState.WAIT,
            ThreadState.TIMED_WAIT ->
            thread.interrupt();
        case ThreadState.BLOCKED -> {
          if (!awaitsMonitor) {
            realm.monitors.add(this);
          }
          return false;
        }
        default -> {}
      }
      stopAwaitingMonitor();
      try {
        go();
      } catch (Unwound ended) {
        // It passed the end of the thread's own code.
      }
    }
    return false;
  }

  private void stopAwaitingMonitor() {
    if (awaitsMonitor) {
      context.realm.monitors.remove(this);
    }
  }

  @Override
  public void run() {
    if (context.halted()) {
      return;
    }
    Realm realm = context.realm;
    realm.begin(context);
    isQueued = false;
    try {
      if (awaitsMonitor) {
        realm.monitors.remove(this);
      }
      int state = go();
      while (waitsForOutside(state)) {
        realm.awaitOutside(this);
        state = go();
      }
      if (state == ThreadState.TERMINATED) {
        context.ended(this);
      } else if (ThreadState.awaitsMonitor(state)) {
        realm.monitors.add(this);
      }
      if (context.program != null && ThreadState.waitsForLock(state)) {
        realm.lookForDeadlock(this);
      }
    } finally {
      realm.end();
    }
  }

  /** Runs the thread until it stops; returns its state then. */
  private int go() {
    running = true;
    context.realm.carrier().fiber = this;
    if (asking.isUnderWay) {
      context.goOnAsking(asking);
    }
    try {
      continuation.run();
    } finally {
      if (asking.isUnderWay) {
        context.setAsideAsking(asking);
      }
      running = false;
      context.realm.carrier().fiber = null;
    }
    return ThreadState.of(thread);
  }

  /**
   * Whether the thread has stopped at a lock that something outside this world holds, such as the
   * lock of a log that several worlds write to. Such a wait takes no simulated time and must not
   * let others run first, because when it ends is not the world's to say.
   */
  private boolean waitsForOutside(int state) {
    return switch (state) {
      case ThreadState.PARKED, ThreadState.TIMED_PARKED ->
          LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer lock
              && context.realm.isHeldOutside(lock, thread);
      case ThreadState.BLOCKED -> context.realm.monitors.isHeldOutside(this);
      // Nothing of this world ran since the thread stopped, so whoever woke it is outside.
      case ThreadState.UNBLOCKED -> true;
      case ThreadState.UNPARKED -> {
        if (!(LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer)) {
          context.realm.wokenFromOutside();
        }
        yield true;
      }
      default -> false;
    };
  }

  public String threadName() {
    return thread.getName();
  }

  @Override
  public String toString() {
    String name = thread.getName();
    return (name.isEmpty() ? "thread " + ordinal : name) + " of " + context.name();
  }
}
