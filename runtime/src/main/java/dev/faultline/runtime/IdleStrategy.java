package dev.faultline.runtime;

/**
 * What a duty cycle does when there is nothing to do. Lower latency costs processor time: {@link
 * #spinning} has the lowest latency and uses a whole core, {@link #backingOff} uses almost none
 * when idle.
 */
public interface IdleStrategy {
  /**
   * Called after each duty cycle.
   *
   * @param worked whether the cycle did anything
   * @param driver whose {@link LinkDriver#await} sleeps until something arrives or is due
   */
  void idle(boolean worked, LinkDriver driver);

  /** Spins: never gives up the processor. */
  static IdleStrategy spinning() {
    return (worked, driver) -> {
      if (!worked) {
        Thread.onSpinWait();
      }
    };
  }

  /** Lets other threads run. */
  static IdleStrategy yielding() {
    return (worked, driver) -> {
      if (!worked) {
        Thread.yield();
      }
    };
  }

  /** Spins a little, then yields a little, then sleeps until the socket or a timer wakes it. */
  static IdleStrategy backingOff() {
    return new BackingOff();
  }
}
