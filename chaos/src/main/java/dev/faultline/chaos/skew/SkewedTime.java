package dev.faultline.chaos.skew;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The skewed clocks of this JVM, and how often the program has read one while it was wrong.
 * Rewritten code passes in the real readings. The wall clock differs by an offset and by the drift
 * of the rate since the clock was set; the clock of {@link System#nanoTime} follows the rate alone,
 * and never goes back. Thread-safe.
 */
public final class SkewedTime {
  private static final int SINCE = 0;
  private static final int GAINED = 1;
  private static final int OFFSET = 2;
  private static final int RATE = 3;

  private static final long RIGHT = Double.doubleToRawLongBits(1);

  /**
   * When the clocks were set, the earlier drift, the offset, and the bits of the rate, in one array
   * so that all change together.
   */
  private static volatile long[] state = {System.nanoTime(), 0, 0, RIGHT};

  /** The JDK's own threads, such as the one that runs agents, are in one of these. */
  private static final ThreadGroup SYSTEM = root();

  private static final String INNOCUOUS = "InnocuousThreadGroup";

  /**
   * Reads at one moment by several threads may count as one: it is exact enough, and costs less.
   */
  private static final AtomicLong READS = new AtomicLong();

  private static boolean installed;

  private SkewedTime() {}

  /**
   * Sets the clocks.
   *
   * @param offsetNanos of the wall clock
   * @param rate of both from now on; 1 is right
   * @return how often the program has read a clock that was wrong since they were set before
   */
  public static synchronized long set(long offsetNanos, double rate) {
    long[] now = state;
    long real = System.nanoTime();
    state =
        new long[] {
          real, now[GAINED] + gained(now, real), offsetNanos, Double.doubleToRawLongBits(rate)
        };
    return READS.getAndSet(0);
  }

  private static ThreadGroup root() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  private static void count() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    if (group != SYSTEM && group != null && !group.getName().equals(INNOCUOUS)) {
      READS.setOpaque(READS.getOpaque() + 1);
    }
  }

  /** Returns true on the first call only. */
  public static synchronized boolean install() {
    boolean first = !installed;
    installed = true;
    return first;
  }

  private static long gained(long[] now, long real) {
    return (long) ((real - now[SINCE]) * (Double.longBitsToDouble(now[RATE]) - 1));
  }

  /** The skewed {@link System#nanoTime}. */
  public static long nanoTime() {
    return nanoTime(System.nanoTime());
  }

  /** The same, for a given real reading. */
  public static long nanoTime(long real) {
    long[] now = state;
    if (now[RATE] != RIGHT) {
      count();
    }
    return real + now[GAINED] + gained(now, real);
  }

  private static long wallNanos() {
    long[] now = state;
    if (now[OFFSET] != 0 || now[RATE] != RIGHT) {
      count();
    }
    return now[OFFSET] + gained(now, System.nanoTime());
  }

  /** The skewed {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return currentTimeMillis(System.currentTimeMillis());
  }

  /** The same, for a given real reading. */
  public static long currentTimeMillis(long real) {
    return real + Math.floorDiv(wallNanos(), 1_000_000);
  }

  /**
   * The adjustment that the JDK's own clocks add to a number of seconds, in nanoseconds; -1 if out
   * of range.
   */
  public static long getNanoTimeAdjustment(long real) {
    long shown = real + wallNanos();
    return real == -1 || shown != -1 ? (real == -1 ? -1 : shown) : 0;
  }
}
