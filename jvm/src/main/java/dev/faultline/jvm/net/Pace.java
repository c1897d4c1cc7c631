package dev.faultline.jvm.net;

import java.util.concurrent.locks.LockSupport;

/**
 * Lets time pass for a program that asks again and again without waiting, such as one that reads
 * the end of a stream over and over: what it waits for happens only when others run. The longer it
 * goes on, the longer it is set aside, up to a millisecond.
 */
final class Pace {
  private static final int ASKS_A_STEP = 64;
  private static final int LAST_STEP = 10;
  private static final long FIRST_NANOS = 1_000;

  private int asks;

  /** The program has been set aside meanwhile, or has got something done. */
  void goesOn() {
    asks = 0;
  }

  /** The program got its answer at once. */
  void asksAgain() {
    int step = Math.min(LAST_STEP, asks / ASKS_A_STEP);
    asks++;
    LockSupport.parkNanos(this, FIRST_NANOS << step);
  }
}
