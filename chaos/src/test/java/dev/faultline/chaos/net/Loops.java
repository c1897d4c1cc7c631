package dev.faultline.chaos.net;

import java.util.concurrent.CountDownLatch;

/** Reaches the loops of a network for tests. */
public final class Loops {
  private Loops() {}

  /** Hands a task to a loop, as the network's own classes do. */
  public static void execute(Network network, Runnable task) {
    network.nextLoop().execute(task);
  }

  /** Keeps the only loop of {@code network} from everything, until what it returns is released. */
  public static CountDownLatch hold(Network network) {
    CountDownLatch released = new CountDownLatch(1);
    execute(
        network,
        () -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return released;
  }
}
