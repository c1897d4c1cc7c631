package dev.faultline.hook;

import org.jspecify.annotations.Nullable;

/**
 * What a carrier keeps of the world that it runs. A class of its own, since the JVM puts the fields
 * of a subclass behind it.
 */
abstract sealed class CarrierState extends Thread permits Carrier {
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

  CarrierState(Runnable task, String name) {
    super(null, task, name, 0, false);
  }

  final void stepBeginsOrEnds() {
    steps++;
  }
}
