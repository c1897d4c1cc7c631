package dev.faultline.check.model;

/** What one can do to a counter. */
public sealed interface CounterOp {

  /** Adds; answers {@link Nil#NIL}. */
  record Add(long delta) implements CounterOp {
    @Override
    public String toString() {
      return "add " + delta;
    }
  }

  /** Adds, and answers the sum. */
  record AddAndGet(long delta) implements CounterOp {
    @Override
    public String toString() {
      return "add-and-get " + delta;
    }
  }

  /** Answers the value. */
  record Get() implements CounterOp {
    @Override
    public String toString() {
      return "get";
    }
  }
}
