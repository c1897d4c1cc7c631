package dev.faultline.check.model;

/** The operations of a register. */
public sealed interface RegisterOp {

  /** Returns the value. */
  record Read() implements RegisterOp {
    @Override
    public String toString() {
      return "read";
    }
  }

  /** Replaces the value; returns {@link Nil#NIL}. */
  record Write(Object value) implements RegisterOp {
    @Override
    public String toString() {
      return "write " + value;
    }
  }

  /** Replaces the value if it is {@code expected}; returns whether it did. */
  record Cas(Object expected, Object next) implements RegisterOp {
    @Override
    public String toString() {
      return "cas " + expected + " " + next;
    }
  }
}
