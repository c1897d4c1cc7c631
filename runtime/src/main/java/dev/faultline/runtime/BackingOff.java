package dev.faultline.runtime;

/** Spins, yields, then sleeps in the kernel. */
final class BackingOff implements IdleStrategy {
  private static final int SPINS = 100;
  private static final int YIELDS = 50;
  private int idles;

  @Override
  public void idle(boolean worked, LinkDriver driver) {
    if (worked) {
      idles = 0;
    } else if (++idles <= SPINS) {
      Thread.onSpinWait();
    } else if (idles <= SPINS + YIELDS) {
      Thread.yield();
    } else {
      driver.await();
    }
  }
}
