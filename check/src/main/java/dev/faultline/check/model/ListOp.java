package dev.faultline.check.model;

/** What one can do to a list that only grows. */
public sealed interface ListOp {

  /** Adds to the end; answers {@link Nil#NIL}. */
  record Append(Object value) implements ListOp {
    @Override
    public String toString() {
      return "append " + value;
    }
  }

  /** Answers a {@code java.util.List} of all values. */
  record ReadAll() implements ListOp {
    @Override
    public String toString() {
      return "read";
    }
  }
}
