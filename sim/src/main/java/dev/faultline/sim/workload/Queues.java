package dev.faultline.sim.workload;

import dev.faultline.check.model.Models;
import dev.faultline.check.model.QueueOp;

/** Queues of all orders, empty at first, and what clients do to them. Each value is put once. */
public final class Queues {
  private Queues() {}

  /** First in, first out. */
  public static Kind<QueueOp, Object> fifoQueue() {
    return Models::fifoQueue;
  }

  /** Any order. */
  public static Kind<QueueOp, Object> unorderedQueue() {
    return Models::unorderedQueue;
  }

  /** Last in, first out. */
  public static Kind<QueueOp, Object> stack() {
    return Models::stack;
  }

  /** The least value first. */
  public static Kind<QueueOp, Object> priorityQueue() {
    return Models::priorityQueue;
  }

  /** Puts a new value. */
  public static Share<QueueOp> put(double weight) {
    return new Share<>(weight, known -> new QueueOp.Put(known.fresh()));
  }

  /** Takes a value. A take that was not answered may have removed one, so it is indeterminate. */
  public static Share<QueueOp> take(double weight) {
    return new Share<>(weight, _ -> new QueueOp.Take());
  }
}
