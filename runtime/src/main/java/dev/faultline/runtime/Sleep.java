package dev.faultline.runtime;

import java.lang.invoke.VarHandle;

/**
 * Whether a thread sleeps until somebody wakes it. Of one that is about to sleep and looks for work
 * a last time, and one that brings work and looks whether the other sleeps, at least one sees the
 * other: each says what it does before it looks, with a full fence between (Dekker). Weaker
 * orderings do not do: a release store and a load after it may change places, on x86 too.
 */
final class Sleep {
  private volatile boolean sleeping;

  /** The sleeper's, before it looks for work for the last time. */
  void begins() {
    sleeping = true;
    VarHandle.fullFence();
  }

  /** The sleeper's, when it is awake again, or did not sleep. */
  void ends() {
    sleeping = false;
  }

  /**
   * Whether the sleeping thread must be woken; asked after adding work. Any thread may call this.
   */
  boolean needsWaking() {
    VarHandle.fullFence();
    return sleeping;
  }
}
