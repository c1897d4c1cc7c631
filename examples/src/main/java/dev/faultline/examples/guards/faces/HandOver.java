package dev.faultline.examples.guards.faces;

import dev.faultline.core.BlockingEnv;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * A thread waits for an element, and another puts it. The waiting one looks again after a
 * millisecond, and so gets the element in any case: what tells a wake-up that it missed is how long
 * it took.
 */
final class HandOver implements Face {
  private static final int ELEMENT = 7;
  private static final int MISSED = -1;

  /** Only a thread that was not woken takes longer: it looks again after a millisecond. */
  private static final long WOKEN_WITHIN_NANOS = 500_000;

  /**
   * Steps of threads take about a microsecond each: the element comes at any of those in which the
   * other thread looks and begins to wait, and after them.
   */
  private static final int LATEST_PUT_NANOS = 40_000;

  private static final int LONGEST_READING_NANOS = 20_000;

  /** Takes an element, and waits for it. */
  interface Take {
    int element() throws InterruptedException;
  }

  private final BlockingEnv env;
  private final Duration putAfter;
  private final IntConsumer put;
  private final Take take;
  private int taken;

  HandOver(BlockingEnv env, IntConsumer put, Take take) {
    this.env = env;
    putAfter = Duration.ofNanos(env.random().nextInt(LATEST_PUT_NANOS));
    this.put = put;
    this.take = take;
  }

  /** Starts first, so that the other comes while it looks, and while it waits. */
  @Override
  public void first() {
    long start = env.nanoTime();
    try {
      int element = take.element();
      taken = env.nanoTime() - start < WOKEN_WITHIN_NANOS ? element : MISSED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void second() {
    pause(putAfter);
    put.accept(ELEMENT);
  }

  @Override
  public int outcome() {
    return taken;
  }

  /**
   * A clock whose reader is held up: the queue reads it between its last look and its wait, which
   * is where a wake-up would be missed.
   */
  static LongSupplier slowClock(BlockingEnv env) {
    return () -> {
      pause(Duration.ofNanos(env.random().nextInt(LONGEST_READING_NANOS)));
      return env.nanoTime();
    };
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
