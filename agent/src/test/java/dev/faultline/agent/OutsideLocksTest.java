package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Locks that outlive a world, such as that of a log, are shared with threads whose timing no world
 * controls.
 */
class OutsideLocksTest {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Object MONITOR = new Object();

  private static void program(TinyWorld world) {
    for (int i = 0; i < 4; i++) {
      int id = i;
      world.node(
          "n" + id,
          () -> {
            for (int round = 0; round < 5; round++) {
              synchronized (MONITOR) {
                world.say(id + " has the monitor");
              }
              LOCK.lock();
              try {
                world.say(id + " has the lock");
              } finally {
                LOCK.unlock();
              }
              Thread.sleep(1);
            }
          });
    }
  }

  private static void contend(CountDownLatch done) {
    while (done.getCount() > 0) {
      synchronized (MONITOR) {
        spin();
      }
      LOCK.lock();
      spin();
      LOCK.unlock();
    }
  }

  private static void spin() {
    for (int i = 0; i < 2_000; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_lock_that_is_held_outside_takes_no_simulated_time_and_changes_no_order()
      throws InterruptedException {
    Consumer<TinyWorld> program = OutsideLocksTest::program;
    List<String> alone = TinyWorld.run(3, program);
    CountDownLatch done = new CountDownLatch(1);
    Thread other = Thread.ofPlatform().daemon().start(() -> contend(done));
    try {
      for (int i = 0; i < 100; i++) {
        assertThat(TinyWorld.run(3, program)).isEqualTo(alone);
      }
    } finally {
      done.countDown();
      other.join();
    }
  }
}
