package dev.faultline.check.model;

/** What one can do in a bank. */
public sealed interface BankOp {

  /** Moves money; answers whether there was enough. */
  record Transfer(Object from, Object to, long amount) implements BankOp {
    @Override
    public String toString() {
      return "transfer " + amount + " from " + from + " to " + to;
    }
  }

  /** Answers a {@code java.util.Map} from account to balance. */
  record ReadAll() implements BankOp {
    @Override
    public String toString() {
      return "read";
    }
  }
}
