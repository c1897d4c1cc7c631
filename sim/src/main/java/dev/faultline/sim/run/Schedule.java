package dev.faultline.sim.run;

import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.EventQueue;
import dev.faultline.sim.event.Timeline;
import dev.faultline.sim.event.Turn;
import dev.faultline.sim.net.Link;
import dev.faultline.sim.node.SimNode;

/** What is going to happen in a world, and how late it may be. */
public final class Schedule {
  private final Kernel kernel;
  private final Adversary adversary;
  private final Timeline timeline;
  private final EventQueue queue;
  private long timerLateness = 50_000;
  private long threadLateness = 10_000;

  Schedule(Kernel kernel, Adversary adversary, Timeline timeline) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.timeline = timeline;
    this.queue = timeline.queue();
  }

  public long timerLateness() {
    return timerLateness;
  }

  public void timerLateness(long nanos) {
    timerLateness = nanos;
  }

  public void threadLateness(long nanos) {
    threadLateness = nanos;
  }

  /**
   * @param contents what {@link Kernel#contents} said of the message when it was sent
   */
  public void delivery(Link link, long ordinal, Object message, long contents, long delay) {
    queue.add(
        SimTime.plus(kernel.now(), delay),
        EventMeta.of(EventMeta.DELIVERY, link.to.index, link.from.index),
        ordinal,
        message);
    queue.contents(queue.lastSlot(), contents);
  }

  public long timer(SimNode node, int incarnation, long localDelay, Object tag) {
    return timeline.add(
        dueAt(node, localDelay), EventMeta.of(EventMeta.TIMER, node.index, 0), incarnation, tag);
  }

  private long dueAt(SimNode node, long localDelay) {
    long delay = node.clock.trueNanos(localDelay);
    if (delay > 0 && timerLateness > 0) {
      delay +=
          adversary.choose(
              Decision.TIMER_LATENESS, node.subject, node.timersSet++, timerLateness + 1);
    }
    return SimTime.plus(node.clock.here(), delay);
  }

  public void cancel(SimNode node, long timerId) {
    timeline.cancel(node.backlog, timerId);
  }

  /**
   * Runs {@code task} in the node's turn, as late as a timer may be, unless the incarnation is over
   * by then. This is how timed waits of blocking nodes end.
   *
   * @return an id for {@link #cancel}
   */
  public long task(SimNode node, int incarnation, long localDelay, Runnable task) {
    return timeline.add(
        dueAt(node, localDelay), EventMeta.of(EventMeta.TASK, node.index, 0), incarnation, task);
  }

  /**
   * Runs {@code task} of the world itself in the node's turn, without lateness, which is for the
   * program's own timers; unless the incarnation is over by then.
   */
  public void own(SimNode node, int incarnation, long localDelay, Runnable task) {
    queue.add(
        SimTime.plus(node.clock.here(), node.clock.trueNanos(localDelay)),
        EventMeta.of(EventMeta.TASK, node.index, 0),
        incarnation,
        task);
  }

  /**
   * Runs {@code turn}, one stretch of a thread of a blocking node from one blocking operation to
   * the next, when the adversary lets it: threads that became ready at about the same time may go
   * on in any order.
   */
  public void turn(SimNode node, int incarnation, long leastNanos, Turn turn) {
    // Asked for also where threads are never late: a search that is asked knows of threads.
    long delay =
        leastNanos
            + adversary.choose(Decision.SCHEDULE, node.subject, node.wakeUps++, threadLateness + 1);
    queue.add(
        SimTime.plus(kernel.now(), delay),
        EventMeta.of(EventMeta.TURN, node.index, 0),
        incarnation,
        turn);
  }

  /**
   * Runs {@code action} of the world itself, of no node, at a point in time that is not in the
   * past.
   */
  public void control(long at, Runnable action) {
    queue.add(Math.max(at, kernel.now()), EventMeta.of(EventMeta.CONTROL, 0, 0), 0, action);
  }
}
