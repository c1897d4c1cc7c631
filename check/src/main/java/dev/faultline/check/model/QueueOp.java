package dev.faultline.check.model;

/** The operations of a queue, a stack or a priority queue. */
public sealed interface QueueOp {

  /** Adds a value; returns {@link Nil#NIL}. */
  record Put(Object value) implements QueueOp {
    @Override
    public String toString() {
      return "put " + value;
    }
  }

  /** Removes and returns a value, or returns {@link Nil#NIL} if there is none. */
  record Take() implements QueueOp {
    @Override
    public String toString() {
      return "take";
    }
  }
}
