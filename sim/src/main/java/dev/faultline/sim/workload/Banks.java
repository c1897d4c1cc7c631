package dev.faultline.sim.workload;

import dev.faultline.check.Spec;
import dev.faultline.check.model.BankOp;
import dev.faultline.check.model.Models;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Accounts, and transfers between them. */
public final class Banks {
  private static final String BANK = "bank";

  private Banks() {}

  /**
   * A bank.
   *
   * @param accounts two at least
   * @param balance of each of them at first
   * @throws IllegalArgumentException when there are fewer accounts, or one is named twice
   */
  public static Kind<BankOp, Object> bank(List<String> accounts, long balance) {
    if (accounts.size() < 2 || accounts.stream().distinct().count() < accounts.size()) {
      throw new IllegalArgumentException(
          "accounts are " + accounts + ", expected two or more different names");
    }
    if (balance < 0) {
      throw new IllegalArgumentException("balance is " + balance + ", expected zero or more");
    }
    return new Bank(List.copyOf(accounts), balance);
  }

  /** Moves some money between two accounts: at most as much as an account has at first. */
  public static Share<BankOp> transfer(double weight) {
    return new Share<>(weight, Banks::transfer);
  }

  /** Reads all balances. */
  public static Share<BankOp> readAll(double weight) {
    return new Share<>(weight, _ -> new BankOp.ReadAll());
  }

  private static BankOp transfer(Known known) {
    if (!(known.noted(BANK) instanceof Bank(var accounts, var balance))) {
      throw new IllegalStateException("transfer belongs to clients of Banks.bank");
    }
    int from = known.random().nextInt(accounts.size());
    int to = known.random().nextInt(accounts.size() - 1);
    long amount = 1 + known.random().nextLong(Math.max(1, balance));
    return new BankOp.Transfer(accounts.get(from), accounts.get(to < from ? to : to + 1), amount);
  }

  private record Bank(List<String> accounts, long balance) implements Kind<BankOp, Object> {
    @Override
    public Spec<?, BankOp, Object> model() {
      Map<Object, Long> initial = new LinkedHashMap<>();
      for (String account : accounts) {
        initial.put(account, balance);
      }
      return Models.bank(initial);
    }

    @Override
    public void begins(Known known) {
      known.note(BANK, this);
    }
  }
}
