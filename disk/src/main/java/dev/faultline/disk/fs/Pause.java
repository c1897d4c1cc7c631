package dev.faultline.disk.fs;

/** How a call delayed by a fault waits. Called by the thread that makes the call, without locks. */
@FunctionalInterface
public interface Pause {
  /**
   * Waits.
   *
   * @param nanos how long, above 0
   * @throws InterruptedException if the thread is interrupted; the call fails then
   */
  void pause(long nanos) throws InterruptedException;

  /**
   * Waits in real time, and in a file system no longer than its rules are in force; in a world, in
   * simulated time.
   */
  static Pause real() {
    return RealPause.INSTANCE;
  }
}
