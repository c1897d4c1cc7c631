package dev.faultline.check.model;

/** The operations of a counter. */
public sealed interface CounterOp {

  /** Adds; returns {@link Nil#NIL}. */
  record Add(long delta) implements CounterOp {
    @Override
    public String toString() {
      return "add " + delta;
    }
  }

  /** Adds, and returns the sum. */
  record AddAndGet(long delta) implements CounterOp {
    @Override
    public String toString() {
      return "add-and-get " + delta;
    }
  }

  /** Returns the value. */
  record Get() implements CounterOp {
    @Override
    public String toString() {
      return "get";
    }
  }
}
