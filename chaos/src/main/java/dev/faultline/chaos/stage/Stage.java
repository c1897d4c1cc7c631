package dev.faultline.chaos.stage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A toxic at work on one direction of one connection. A single-owner state machine: times are
 * nanoseconds of one clock that starts at 0 or later and does not step back, and what a stage does
 * depends on its calls alone.
 */
public interface Stage {
  /** No deadline: only more input can bring output. */
  long NEVER = Long.MAX_VALUE;

  /** Takes the next signal. Nothing follows {@link Signal.End}. */
  void offer(Signal signal, long nowNanos);

  /** The next signal that may go on, or null where there is none yet. */
  @Nullable Signal poll(long nowNanos);

  /** When {@link #poll} has something without more input, or {@link #NEVER}. */
  long deadlineNanos();

  /** When it ends the connection, whether or not the receiver takes what comes before. */
  default long endsAtNanos() {
    return NEVER;
  }

  /** How many bytes it holds back. */
  long heldBytes();

  /**
   * How much memory that takes: more than the bytes where it holds many small pieces. What comes in
   * is limited by it, so that a sender of single bytes cannot fill the memory.
   */
  default long heldMemory() {
    return heldBytes();
  }

  /** Gives back all it holds, in order, because it ends or is replaced. */
  List<Signal> drain();

  /** What removing the toxic does to the connection; null for nothing. */
  default @Nullable Signal whenRemoved() {
    return null;
  }

  /** What replacing it does to the connection, because its toxic changes; null for nothing. */
  default @Nullable Signal whenReplaced() {
    return null;
  }

  /**
   * Takes over what its predecessor has counted, before anything is offered: a change of settings
   * does not begin the toxic anew.
   *
   * @param predecessor the stage that the toxic had on this connection before it changed
   */
  default void succeed(Stage predecessor) {}

  /** The proxy's toxics are others now; a stage that is one of them is replaced instead. */
  default void toxicsChanged(long nowNanos) {}

  /**
   * Whether it keeps nothing of the data that is offered next: the memory of that may be used again
   * as soon as it has been offered.
   */
  default boolean dropsData() {
    return false;
  }

  /** Whether nothing will ever come out of it again. */
  default boolean swallowsAll() {
    return false;
  }
}
