package dev.faultline.check.model;

/** The operations of a bank. */
public sealed interface BankOp {

  /** Moves money; returns whether there was enough. */
  record Transfer(Object from, Object to, long amount) implements BankOp {
    @Override
    public String toString() {
      return "transfer " + amount + " from " + from + " to " + to;
    }
  }

  /** Returns a {@code java.util.Map} from account to balance. */
  record ReadAll() implements BankOp {
    @Override
    public String toString() {
      return "read";
    }
  }
}
