package dev.faultline.guard;

import dev.faultline.core.Checks;
import java.util.function.Consumer;

/**
 * The stripes of one guard for several threads, and the guard of one thread that decides on the
 * whole: see {@link Stripe}.
 *
 * @param <S> the stripes
 */
public final class Stripes<S extends Stripe> {
  /** What a guard has whose user says nothing; the same on each machine. */
  public static final int USUAL = 4;

  /** More would make it dear to decide on the whole. */
  private static final int MOST = 16;

  private final S[] stripes;
  private final Consumer<? super S> collect;
  private final Consumer<? super S[]> agree;

  /**
   * Agrees on what the stripes may decide at first. What is given here is called by one thread at a
   * time, which holds the locks of all stripes.
   *
   * @param stripes as many as {@link #checked} lets pass
   * @param collect takes note of what a stripe has counted, and of the time that it has reached
   * @param agree tells stripes what they may decide by themselves from now on, and for how long
   */
  public Stripes(S[] stripes, Consumer<? super S> collect, Consumer<? super S[]> agree) {
    this.stripes = stripes;
    this.collect = collect;
    this.agree = agree;
    agree.accept(stripes);
  }

  /**
   * Checks a number of stripes.
   *
   * @throws IllegalArgumentException if it is no power of two from 1 to {@link #MOST}
   */
  public static int checked(int stripes) {
    Checks.within("stripes", stripes, 1, MOST);
    if (Integer.bitCount(stripes) != 1) {
      throw new IllegalArgumentException(
          "stripes is %d, expected a power of two: 1, 2, 4, 8, 16".formatted(stripes));
    }
    return stripes;
  }

  /** How many there are. */
  public int count() {
    return stripes.length;
  }

  /** Which is the calling thread's. */
  public int mine() {
    // The JDK counts up, so the threads of a pool are spread evenly.
    return (int) (Thread.currentThread().threadId() & (stripes.length - 1));
  }

  /** One of them. */
  public S get(int stripe) {
    return stripes[stripe];
  }

  /** Stops all threads, to decide on the whole; to be followed by {@link #unlockAll}. */
  public void lockAll() {
    for (S stripe : stripes) {
      stripe.lock().lock();
    }
    for (S stripe : stripes) {
      collect.accept(stripe);
    }
  }

  /** Agrees on what may be decided from now on, and lets the other threads go on. */
  public void unlockAll() {
    agree.accept(stripes);
    for (S stripe : stripes) {
      stripe.lock().unlock();
    }
  }
}
