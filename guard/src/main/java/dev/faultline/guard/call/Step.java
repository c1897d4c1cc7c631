package dev.faultline.guard.call;

import dev.faultline.guard.retry.Deadline;

/** What the owner of a {@link Call} has to do next. */
public sealed interface Step {
  /**
   * Send the request.
   *
   * @param attempt counts from 0; name it in {@link Call#ended}
   * @param deadline what to send with it: the time that is left for it, and its number
   */
  record Send(int attempt, Deadline deadline) implements Step {}

  /**
   * Tell the server of an attempt that nobody waits for its answer any more: see {@link
   * CancelTable}.
   *
   * @param attempt one that was sent; its answer, if it still comes, has no effect
   */
  record Cancel(int attempt) implements Step {}

  /**
   * Do nothing until an attempt ends, or until then.
   *
   * @param untilNanos on the clock with which the call is asked
   */
  record Wait(long untilNanos) implements Step {}

  /**
   * The call is over; ask no more.
   *
   * @param ending how
   */
  record Done(Ending ending) implements Step {}
}
