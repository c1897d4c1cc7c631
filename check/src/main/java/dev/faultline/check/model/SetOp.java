package dev.faultline.check.model;

/** What one can do to a set. */
public sealed interface SetOp {

  /** Adds; answers {@link Nil#NIL}. */
  record Add(Object value) implements SetOp {
    @Override
    public String toString() {
      return "add " + value;
    }
  }

  /** Removes; answers {@link Nil#NIL}. */
  record Remove(Object value) implements SetOp {
    @Override
    public String toString() {
      return "remove " + value;
    }
  }

  /** Answers whether the value is there. */
  record Contains(Object value) implements SetOp {
    @Override
    public String toString() {
      return "contains " + value;
    }
  }

  /** Answers a {@code java.util.Set} of all values. */
  record ReadAll() implements SetOp {
    @Override
    public String toString() {
      return "read";
    }
  }
}
