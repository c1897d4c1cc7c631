package dev.faultline.check.model;

/** The operations of a set. */
public sealed interface SetOp {

  /** Adds a value; returns {@link Nil#NIL}. */
  record Add(Object value) implements SetOp {
    @Override
    public String toString() {
      return "add " + value;
    }
  }

  /** Removes a value; returns {@link Nil#NIL}. */
  record Remove(Object value) implements SetOp {
    @Override
    public String toString() {
      return "remove " + value;
    }
  }

  /** Returns whether the set has the value. */
  record Contains(Object value) implements SetOp {
    @Override
    public String toString() {
      return "contains " + value;
    }
  }

  /** Returns a {@code java.util.Set} of all values. */
  record ReadAll() implements SetOp {
    @Override
    public String toString() {
      return "read";
    }
  }
}
