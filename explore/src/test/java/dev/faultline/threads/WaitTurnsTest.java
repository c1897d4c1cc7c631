package dev.faultline.threads;

import static dev.faultline.threads.Searched.all;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Interleaving;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: {@code notify} woke the thread that had waited longest, and a search called it
 * impossible that it wakes another one; then a notification was lost that came from elsewhere; and
 * a world stood still for good where a notification came when the time of a wait had just run out.
 */
@Timeout(60)
final class WaitTurnsTest {
  private static final int ALL = -1;

  /** Threads wait at it in the order of their numbers, and then some are woken. */
  private static final class Room {
    private final World world;
    private final long[] millis;
    private final int wakes;
    private String woken = "";

    Room(World world, int wakes, long... millis) {
      this.world = world;
      this.wakes = wakes;
      this.millis = millis;
    }

    private void start(int number) {
      Thread.startVirtualThread(() -> {
        try {
          enter(number);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
    }

    private synchronized void enter(int number) throws InterruptedException {
      if (number == millis.length) {
        if (wakes == ALL) {
          notifyAll();
        }
        for (int i = 0; i < wakes; i++) {
          notify();
        }
        return;
      }
      start(number + 1);
      wait(millis[number]);
      woken += number;
      if (woken.length() == (wakes == ALL ? millis.length : wakes)) {
        world.outcome(woken);
      }
    }
  }

  private static Searched.Told woken(int wakes, long... millis) {
    return node(Interleaving.LOCKS, world -> env -> new Room(world, wakes, millis).start(0));
  }

  @Test
  void each_of_the_threads_that_wait_may_be_woken() {
    isProved(woken(1, 0, 0), "0", "1");
    isProved(woken(1, 0, 0, 0), "0", "1", "2");
  }

  @Test
  void the_order_in_which_threads_go_on_that_were_notified_together_is_named() {
    String named = "a thread that was notified goes on before another one";

    isNamed(woken(2, 0, 0), named);
    isNamed(woken(ALL, 0, 0), named);
    isProved(woken(ALL, 0), "0");
  }

  @Test
  void a_thread_may_be_woken_that_waits_behind_one_that_waits_for_a_time() {
    isProved(woken(1, 1_000_000, 0), "0", "1");
  }

  private interface Waker {
    void wake(Object monitor) throws ReflectiveOperationException;
  }

  /** Two threads wait for a token each, and are woken one by the program and one otherwise. */
  private static final class Tokens {
    private int tokens;
    private int taken;

    private synchronized void take(CountDownLatch waiting) {
      waiting.countDown();
      try {
        while (tokens == 0) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      tokens--;
      taken++;
    }

    static Searched.Told taken(Waker waker) {
      return all(world -> {
        Tokens tokens = new Tokens();
        world.model(SystemModel.asynchronous());
        world.interleave(Interleaving.LOCKS);
        world.atEnd("both took one", () -> tokens.taken == 2);
        world.blockingNode(
            "node",
            env -> {
              CountDownLatch waiting = new CountDownLatch(2);
              Thread.startVirtualThread(() -> tokens.take(waiting));
              Thread.startVirtualThread(() -> tokens.take(waiting));
              waiting.await();
              synchronized (tokens) {
                tokens.tokens = 2;
                tokens.notify();
                waker.wake(tokens);
              }
            });
      });
    }
  }

  @Test
  void a_notification_that_comes_from_elsewhere_is_not_lost_and_named() {
    Map<String, Waker> wakers =
        Map.of(
            "a reference",
            monitor -> {
              Runnable wake = monitor::notify;
              wake.run();
            },
            "a reference to notifyAll",
            monitor -> {
              Runnable wake = monitor::notifyAll;
              wake.run();
            },
            "reflection",
            monitor -> Object.class.getMethod("notify").invoke(monitor));
    wakers.forEach((name, waker) -> {
      Searched.Told told = Tokens.taken(waker);

      assertThat(told.violated()).as(name).isFalse();
      isNamed(told, "a notification that comes from code without turns");
    });
  }

  @Test
  void a_wait_that_nobody_ends_after_one_that_was_notified_leaves_a_proof() {
    isProved(
        node(
            Interleaving.LOCKS,
            world ->
                env -> {
                  Object monitor = new Object();
                  Thread.startVirtualThread(() -> {
                    synchronized (monitor) {
                      monitor.notify();
                    }
                  });
                  synchronized (monitor) {
                    monitor.wait(1_000);
                    monitor.wait(1_000);
                  }
                  world.outcome("over");
                }),
        "over");
  }

  private static final class Flag {
    private boolean up;
  }

  @Test
  void a_wait_whose_time_runs_out_may_be_notified_just_before_and_just_after() {
    isProved(
        node(
            Interleaving.LOCKS,
            world ->
                env -> {
                  Flag flag = new Flag();
                  Thread waiting =
                      Thread.startVirtualThread(() -> {
                        synchronized (flag) {
                          try {
                            flag.wait(5);
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                          world.outcome(flag.up ? "notified" : "too late");
                        }
                      });
                  synchronized (flag) {
                    flag.up = true;
                    flag.notify();
                  }
                  waiting.join();
                }),
        "notified",
        "too late");
  }
}
