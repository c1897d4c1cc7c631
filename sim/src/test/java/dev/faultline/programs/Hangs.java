package dev.faultline.programs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Comes to a standstill, or seems to, where its argument says. */
public final class Hangs {
  static boolean stopped;

  /** An initialiser that takes long may not be set aside. */
  private static final class Table {
    static final int SUM = sum(3_000_000);
  }

  private Hangs() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "monitors" -> {
        Object one = new Object();
        Object other = new Object();
        CountDownLatch both = new CountDownLatch(2);
        new Thread(() -> nested(one, other, both), "left").start();
        new Thread(() -> nested(other, one, both), "right").start();
      }
      case "locks" -> {
        ReentrantLock one = new ReentrantLock();
        ReentrantLock other = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        new Thread(() -> locked(one, other, both), "left").start();
        new Thread(() -> locked(other, one, both), "right").start();
      }
      case "spins" -> {
        while (!stopped) {
          // Until another thread sets it, which none does.
        }
      }
      case "waits" -> {
        new Thread(
                () -> {
                  sleep(50);
                  stopped = true;
                })
            .start();
        long began = System.nanoTime();
        while (!stopped) {
          // Until another thread sets it.
        }
        System.out.println("stopped after " + (System.nanoTime() - began) / 10_000_000);
        System.exit(0);
      }
      case "computes on" -> {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
          sum += sum(60_000_000);
        }
        System.out.println(sum);
        System.exit(0);
      }
      case "computes" -> {
        System.out.println("sum " + sum(20_000_000) + " " + Table.SUM);
        System.exit(0);
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static int sum(int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum = sum * 31 + i;
    }
    return sum;
  }

  private static void nested(Object first, Object second, CountDownLatch both) {
    synchronized (first) {
      await(both);
      synchronized (second) {
        System.out.println("never");
      }
    }
  }

  private static void locked(Lock first, Lock second, CountDownLatch both) {
    first.lock();
    try {
      await(both);
      second.lock();
      System.out.println("never");
    } finally {
      first.unlock();
    }
  }

  private static void await(CountDownLatch both) {
    both.countDown();
    try {
      both.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
