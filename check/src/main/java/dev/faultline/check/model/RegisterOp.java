package dev.faultline.check.model;

/** What one can do to a register. */
public sealed interface RegisterOp {

  /** Answers the value. */
  record Read() implements RegisterOp {
    @Override
    public String toString() {
      return "read";
    }
  }

  /** Replaces the value; answers {@link Nil#NIL}. */
  record Write(Object value) implements RegisterOp {
    @Override
    public String toString() {
      return "write " + value;
    }
  }

  /** Replaces the value if it is {@code expected}; answers whether it did. */
  record Cas(Object expected, Object next) implements RegisterOp {
    @Override
    public String toString() {
      return "cas " + expected + " " + next;
    }
  }
}
