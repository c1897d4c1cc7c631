package dev.faultline.cli.measure;

import java.util.function.LongConsumer;

/** One end of a pair; used by one thread. A message is a number and then ballast. */
public interface Side {
  /** Sends a message, or returns false if that is not possible now. */
  boolean offer(long number);

  /** Makes sure that what was offered goes out without waiting for more. */
  default void flush() {}

  /** Does what is to be done and hands over what has arrived; returns how many that was. */
  int poll(LongConsumer arrived);

  /** Called when there is nothing to do; the default lets the other threads run. */
  default void idle() {
    Thread.yield();
  }
}
