package dev.faultline.check.model;

/** The operations of an append-only list. */
public sealed interface ListOp {

  /** Appends a value; returns {@link Nil#NIL}. */
  record Append(Object value) implements ListOp {
    @Override
    public String toString() {
      return "append " + value;
    }
  }

  /** Returns a {@code java.util.List} of all values. */
  record ReadAll() implements ListOp {
    @Override
    public String toString() {
      return "read";
    }
  }
}
