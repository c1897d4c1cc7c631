package dev.faultline.check.model;

import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The operations on a bank in arrays, for {@link BankCuts}. */
final class BankPart {

  /** Larger parts are left to the general search. */
  private static final int MOST_OPERATIONS = 200_000;

  private static final long MOST_MONEY = 1L << 40;

  private final List<Operation<BankOp, Object>> operations;
  private final Map<Object, Integer> accounts;
  private final long @Nullable [] initial;
  private final OptionalLong total;
  private final int[] from;
  private final int[] to;
  private final long[] amount;
  private final long[][] reads;
  private final int[] events;
  private final TransferOrders orders = new TransferOrders(this);

  private BankPart(
      List<Operation<BankOp, Object>> operations,
      Map<Object, Integer> accounts,
      @Nullable Map<Object, Long> initial,
      OptionalLong total) {
    this.operations = operations;
    this.accounts = accounts;
    this.initial = initial == null ? null : balances(initial);
    this.total = total;
    int n = operations.size();
    from = new int[n];
    to = new int[n];
    amount = new long[n];
    reads = new long[n][];
    for (int i = 0; i < n; i++) {
      switch (operations.get(i).input()) {
        case BankOp.ReadAll() -> reads[i] = balances(told(operations.get(i)));
        case BankOp.Transfer(var source, var target, var money) -> {
          from[i] = accounts.getOrDefault(source, 0);
          to[i] = accounts.getOrDefault(target, 0);
          amount[i] = money;
        }
      }
    }
    events = layOut();
  }

  /**
   * The part, or nothing if it has refused transfers, no reads, or reads that differ in their
   * accounts.
   *
   * @param initial the initial balances; null if unknown
   * @param total the sum of all balances, if known
   */
  static Optional<BankPart> of(
      List<Operation<BankOp, Object>> all,
      @Nullable Map<Object, Long> initial,
      OptionalLong total) {
    if (all.size() > MOST_OPERATIONS) {
      return Optional.empty();
    }
    var kept = new ArrayList<Operation<BankOp, Object>>();
    Map<Object, Integer> accounts = null;
    if (initial != null) {
      accounts = numbered(initial);
    }
    for (var op : all) {
      if (op.input() instanceof BankOp.ReadAll && op.isOk()) {
        Map<?, ?> told = told(op);
        accounts = accounts == null ? numbered(told) : accounts;
        if (told.isEmpty() || !told.keySet().equals(accounts.keySet()) || !isMoney(told)) {
          return Optional.empty();
        }
      }
      if (op.isOk() || op.input() instanceof BankOp.Transfer) {
        kept.add(op);
      }
    }
    if (accounts == null || initial != null && (initial.isEmpty() || !isMoney(initial))) {
      return Optional.empty();
    }
    for (var op : kept) {
      if (op.input() instanceof BankOp.Transfer(var source, var target, var money)) {
        boolean plain =
            accounts.containsKey(source)
                && accounts.containsKey(target)
                && money >= 0
                && money <= MOST_MONEY;
        boolean done = !(op.outcome() instanceof Outcome.Ok<Object>(var did)) || did.equals(true);
        if (!plain || !done) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new BankPart(kept, accounts, initial, total));
  }

  private static Map<?, ?> told(Operation<BankOp, Object> read) {
    return read.outcome() instanceof Outcome.Ok<Object>(var seen) && seen instanceof Map<?, ?> map
        ? map
        : Map.of();
  }

  private static boolean isMoney(Map<?, ?> balances) {
    return balances.values().stream()
        .allMatch(b -> b instanceof Long money && money >= 0 && money <= MOST_MONEY);
  }

  private static Map<Object, Integer> numbered(Map<?, ?> balances) {
    var names = new ArrayList<Object>(balances.keySet());
    names.sort(Comparator.comparing(Object::toString)); // For the same search in each run.
    var numbers = new HashMap<Object, Integer>();
    for (Object name : names) {
      numbers.put(name, numbers.size());
    }
    return numbers;
  }

  private long[] balances(Map<?, ?> told) {
    long[] balances = new long[accounts.size()];
    accounts.forEach(
        (account, i) -> balances[i] = told.get(account) instanceof Long money ? money : 0);
    return balances;
  }

  /** Operations by call; the complement of one for its return. */
  private int[] layOut() {
    record Event(long position, int event) {}
    var all = new ArrayList<Event>();
    for (int i = 0; i < operations.size(); i++) {
      all.add(new Event(operations.get(i).called(), i));
      if (operations.get(i).isOk()) {
        all.add(new Event(operations.get(i).returned(), ~i));
      }
    }
    all.sort(Comparator.comparingLong(Event::position));
    return all.stream().mapToInt(Event::event).toArray();
  }

  /** No transfer changes the sum of all balances. */
  boolean totalsAgree() {
    long expected = initial == null ? total.orElse(-1) : sum(initial);
    for (long[] read : reads) {
      if (read != null) {
        expected = expected < 0 ? sum(read) : expected;
        if (sum(read) != expected) {
          return false;
        }
      }
    }
    return true;
  }

  private static long sum(long[] balances) {
    long sum = 0;
    for (long balance : balances) {
      sum += balance;
    }
    return sum;
  }

  int accounts() {
    return accounts.size();
  }

  long @Nullable [] initial() {
    return initial;
  }

  int[] events() {
    return events;
  }

  TransferOrders orders() {
    return orders;
  }

  Operation<BankOp, Object> operation(int op) {
    return operations.get(op);
  }

  boolean isRead(int op) {
    return operations.get(op).input() instanceof BankOp.ReadAll;
  }

  /** What a read was told; not to be changed. */
  long[] read(int op) {
    return reads[op];
  }

  int from(int op) {
    return from[op];
  }

  int to(int op) {
    return to[op];
  }

  long amount(int op) {
    return amount[op];
  }

  void move(long[] balances, int op) {
    balances[from[op]] -= amount[op];
    balances[to[op]] += amount[op];
  }

  void moveBack(long[] balances, int op) {
    balances[from[op]] += amount[op];
    balances[to[op]] -= amount[op];
  }

  boolean areEqual(int a, int b) {
    return from[a] == from[b] && to[a] == to[b] && amount[a] == amount[b];
  }

  /** Whether one is called and returns before the other is called and returns. */
  boolean isNotLater(int first, int second) {
    return operations.get(first).called() < operations.get(second).called()
        && operations.get(first).returned() <= operations.get(second).returned();
  }

  /** Whether one returned before the other was called. */
  boolean precedes(int first, int second) {
    return operations.get(first).returned() < operations.get(second).called();
  }
}
