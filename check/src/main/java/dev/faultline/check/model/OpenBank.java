package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A bank with unknown initial balances: any that explain the history are accepted. Until the first
 * read it is known only how much each account has changed, and how low and how high that was; the
 * read tells the rest.
 */
record OpenBank(OptionalLong total) implements Spec<OpenBank.State, BankOp, Object> {

  /** What is known. */
  sealed interface State {}

  /** The balances. */
  record Known(Map<Object, Long> balances) implements State {
    /** The balances have one sum, and with it their map's own hash would nearly always be one. */
    @Override
    public int hashCode() {
      int sum = 0;
      for (var entry : balances.entrySet()) {
        int mixed = (31 * entry.getKey().hashCode() + entry.getValue().hashCode()) * 0x9E3779B9;
        sum += mixed ^ mixed >>> 15;
      }
      return sum * 0x85EBCA6B;
    }
  }

  /**
   * Changes alone.
   *
   * @param changes of each account since the beginning
   * @param least what an account must have had at the beginning, for the transfers that went well
   * @param most what it can have had, for those that were refused
   */
  record Unread(Map<Object, Long> changes, Map<Object, Long> least, Map<Object, Long> most)
      implements State {
    Unread {
      changes = Map.copyOf(changes);
      least = Map.copyOf(least);
      most = Map.copyOf(most);
    }
  }

  @Override
  public State initial() {
    return new Unread(Map.of(), Map.of(), Map.of());
  }

  @Override
  public Step<State> step(State state, BankOp input, Outcome<Object> outcome) {
    return switch (state) {
      case Known(var balances) ->
          switch (new Bank(Map.of()).step(balances, input, outcome)) {
            case Step.Impossible<Map<Object, Long>>(var reason) -> Step.impossible(reason);
            case Step.Next<Map<Object, Long>>(var next) -> Step.to(new Known(next));
            case Step.Choice<Map<Object, Long>>(var several) ->
                Step.toAnyOf(several.stream().<State>map(Known::new).toList());
          };
      case Unread unread ->
          switch (input) {
            case BankOp.ReadAll() ->
                outcome instanceof Outcome.Ok<Object>(var seen) && seen instanceof Map<?, ?> told
                    ? read(unread, told)
                    : Step.to(unread);
            case BankOp.Transfer transfer ->
                outcome instanceof Outcome.Ok<Object>(var did) && did.equals(false)
                    ? refused(unread, transfer)
                    : moved(unread, transfer);
          };
    };
  }

  private Step<State> read(Unread unread, Map<?, ?> told) {
    long sum = 0;
    var balances = new HashMap<Object, Long>();
    for (var entry : told.entrySet()) {
      long balance = (Long) entry.getValue();
      if (balance < 0) {
        return Step.impossible("read " + told + ", but no balance goes below zero");
      }
      balances.put(entry.getKey(), balance);
      sum += balance;
    }
    if (total.isPresent() && sum != total.getAsLong()) {
      return Step.impossible(
          "read " + told + ", " + sum + " in all, but the total is " + total.getAsLong());
    }
    for (var entry : unread.least().entrySet()) {
      if (atFirst(unread, balances, entry.getKey()) < entry.getValue()) {
        return Step.impossible(
            "read " + told + ", so that " + entry.getKey() + " had too little for its transfers");
      }
    }
    for (var entry : unread.most().entrySet()) {
      if (atFirst(unread, balances, entry.getKey()) > entry.getValue()) {
        return Step.impossible(
            "read " + told + ", so that " + entry.getKey() + " had enough for a refused transfer");
      }
    }
    return Step.to(new Known(Map.copyOf(balances)));
  }

  private static long atFirst(Unread unread, Map<Object, Long> balances, Object account) {
    return balances.getOrDefault(account, 0L) - unread.changes().getOrDefault(account, 0L);
  }

  private static Step<State> moved(Unread unread, BankOp.Transfer transfer) {
    var changes = new HashMap<>(unread.changes());
    changes.merge(transfer.from(), -transfer.amount(), Long::sum);
    changes.merge(transfer.to(), transfer.amount(), Long::sum);
    var least = new HashMap<>(unread.least());
    long had = unread.changes().getOrDefault(transfer.from(), 0L);
    least.merge(transfer.from(), transfer.amount() - had, Long::max);
    least.merge(transfer.to(), 0L, Long::max);
    return Step.to(new Unread(changes, least, unread.most()));
  }

  private static Step<State> refused(Unread unread, BankOp.Transfer transfer) {
    var most = new HashMap<>(unread.most());
    long had = unread.changes().getOrDefault(transfer.from(), 0L);
    most.merge(transfer.from(), transfer.amount() - had - 1, Long::min);
    return Step.to(new Unread(unread.changes(), unread.least(), most));
  }

  @Override
  public String directly() {
    return "sets of transfers between reads";
  }

  @Override
  public Optional<Direct<BankOp, Object>> direct(List<Operation<BankOp, Object>> part) {
    return BankPart.of(part, null, total).flatMap(BankCuts::decide);
  }

  /** A read may tell the balances, and then changes what is known. */
  @Override
  public boolean outputsDecideStates() {
    return true;
  }
}
