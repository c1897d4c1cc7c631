package dev.faultline.check.model;

/** What one can do to a queue, a stack or a priority queue. */
public sealed interface QueueOp {

  /** Adds a value; answers {@link Nil#NIL}. */
  record Put(Object value) implements QueueOp {
    @Override
    public String toString() {
      return "put " + value;
    }
  }

  /** Removes a value and answers it, or answers {@link Nil#NIL} if there is none. */
  record Take() implements QueueOp {
    @Override
    public String toString() {
      return "take";
    }
  }
}
