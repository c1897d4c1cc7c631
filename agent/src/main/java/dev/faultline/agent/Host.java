package dev.faultline.agent;

/**
 * What the JDK asks of the world on behalf of one incarnation of a node, and what it tells it. All
 * methods are called on the world's carrier, by the node's own code or between steps.
 */
public interface Host {
  /** The node's monotonic clock, as {@link System#nanoTime} shows it. */
  long monotonicNanos();

  /** The node's wall clock, in nanoseconds since 1970-01-01T00:00:00Z. */
  long wallNanos();

  /** 64 random bits for the node. */
  long random();

  /**
   * A thread of the node can go on.
   *
   * @param turn to be run once, in a step of the world, when the thread's turn has come; returns
   *     when the thread blocks or ends
   * @param yielded whether the thread gave up its turn without need, with {@link Thread#yield} or
   *     {@link Thread#onSpinWait}: if it waits for time to pass, time has to
   */
  void runnable(Runnable turn, boolean yielded);

  /**
   * Asks for {@code task} to be run on the carrier, outside any step.
   *
   * @param delayNanos on the node's monotonic clock; at least 0
   * @return an id for {@link #cancel}, not 0
   */
  long schedule(Runnable task, long delayNanos);

  void cancel(long id);

  /**
   * Whether the running thread gives up its turn now, before it touches what threads may share.
   * Only asked where the code was asked to, and where the node has more than one thread.
   *
   * @param touches what: a number that is the same for all accesses to one field of any object, to
   *     any array, or by any call, and in its last bit whether that may be changed; 0 where it may
   *     be anything
   */
  default boolean preempts(int touches) {
    return false;
  }

  /**
   * Which of the threads that wait to be notified at one object is woken. Only asked where the code
   * takes turns.
   *
   * @param count of these threads, at least 2
   * @return from 0, for the one that has waited longest, to {@code count - 1}
   */
  default int wakes(int count) {
    return 0;
  }

  /**
   * The program has made calls possible at which its threads may meet though they get no turns
   * there: to a monitor of the JDK's through an interface, or of a method reference.
   *
   * @param before which calls, for people
   */
  default void turnsHidden(String before) {}

  /** A thread of the node ended by throwing something that it had no handler for. */
  void threadFailed(Thread thread, Throwable thrown);
}
