package dev.faultline.runtime.base;

import java.lang.invoke.VarHandle;

/**
 * Whether a thread sleeps until somebody wakes it. Of one that is about to sleep and looks for work
 * a last time, and one that brings work and looks whether the other sleeps, at least one sees the
 * other: each says what it does before it looks, with a full fence between (Dekker). Weaker
 * orderings do not do: a release store and a load after it may change places, on x86 too.
 */
public final class Sleep {
  private volatile boolean sleeping;

  /** The sleeper's, before it looks for work for the last time. */
  public void begins() {
    sleeping = true;
    VarHandle.fullFence();
  }

  /** The sleeper's, when it is awake again, or did not sleep. */
  public void ends() {
    sleeping = false;
  }

  /**
   * Whether the sleeping thread must be woken; asked after adding work. Any thread may call this.
   */
  public boolean needsWaking() {
    VarHandle.fullFence();
    return sleeping;
  }
}
