package dev.faultline.check;

import dev.faultline.core.history.History;
import dev.faultline.core.history.HistoryObserver;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks linearizability while the history is being recorded: it gets each call and return as it
 * happens, and reports a violation at the first event that makes it certain.
 *
 * <p>Keeps all configurations that explain the events so far, not the history. Memory is bounded if
 * the number of open operations and of the states that they can lead to is bounded. An operation
 * with an indeterminate outcome stays open for ever. Single-threaded and deterministic.
 *
 * <p>Asks the specification for an operation's effect before its output is known. So {@link
 * Spec#step} with an indeterminate outcome must return every state that any output leads to; a
 * specification that does not must return true from {@link Spec#outputsDecideStates}.
 *
 * @param <S> states
 * @param <I> inputs
 * @param <O> outputs
 */
public final class OnlineLinearizability<S, I, O> implements HistoryObserver<I, O> {

  /** The approximate memory of a configuration. */
  private static final int BYTES_PER_CONFIGURATION = 512;

  private record Open<I>(int id, I input, long called) {}

  private final Spec<S, I, O> spec;
  private final long mostConfigurations;
  private final Map<Object, Frontier<I, O>> parts = new LinkedHashMap<>();
  private final Map<Integer, Open<I>> open = new HashMap<>();
  private Optional<Evidence.NoOrder> violation = Optional.empty();
  private boolean exhausted;
  private long position;
  private int operations;
  private int returned;

  /** Starts before the first event. Of the budget only the memory counts. */
  public OnlineLinearizability(Spec<S, I, O> spec, Budget budget) {
    this.spec = spec;
    this.mostConfigurations = Math.max(1, budget.memoryBytes() / BYTES_PER_CONFIGURATION);
  }

  @Override
  public void called(int client, I input) {
    var op = new Open<>(operations++, input, position++);
    if (open.put(client, op) != null) {
      throw new IllegalStateException("client " + client + " has an open operation");
    }
    if (isDecided()) {
      return;
    }
    part(input).call(op.id(), input);
  }

  @Override
  public void ended(int client, Outcome<O> outcome) {
    var op = open.remove(client);
    if (op == null) {
      throw new IllegalStateException("client " + client + " has no open operation");
    }
    long at = position++;
    if (isDecided()) {
      return;
    }
    var part = part(op.input());
    switch (outcome) {
      case Outcome.Ok<O> ok -> {
        returned++;
        part.ok(op.id(), ok, mostConfigurations);
      }
      case Outcome.Fail<O> _ -> part.fail(op.id());
      case Outcome.Indeterminate<O> _ -> part.crash(op.id());
    }
    if (part.isTooLarge()) {
      exhausted = true;
    } else if (part.isEmpty()) {
      violation = Optional.of(evidence(client, op, outcome, at));
    }
  }

  /** The violation, if one is certain. */
  public Optional<Evidence.NoOrder> violation() {
    return violation;
  }

  /** The verdict on the events so far. */
  public Verdict verdict() {
    var statistics =
        new Statistics(operations, parts.size(), configurations(), "online, all configurations");
    if (violation.isPresent()) {
      return new Verdict.Invalid(violation.get(), statistics);
    }
    if (exhausted) {
      return new Verdict.Unknown(
          "more than " + mostConfigurations + " configurations explain what happened",
          List.of(),
          statistics);
    }
    return returned == 0
        ? new Verdict.Unknown("no operation has returned", List.of(), statistics)
        : new Verdict.Valid(new Witness.Established("every return was possible"), statistics);
  }

  /** How many configurations it keeps now. */
  public long configurations() {
    return parts.values().stream().mapToLong(Frontier::size).sum();
  }

  /** Whether the verdict is final: no further event can change it. */
  public boolean isDecided() {
    return exhausted || violation.isPresent();
  }

  private Frontier<I, O> part(I input) {
    return parts.computeIfAbsent(spec.partition(input), _ -> Frontier.of(spec));
  }

  private Evidence.NoOrder evidence(int client, Open<I> op, Outcome<O> outcome, long at) {
    var failing = Operation.of(client, op.input(), outcome, op.called(), at);
    var shown = new ArrayList<Operation<I, O>>(List.of(failing));
    var key = spec.partition(op.input());
    open.forEach((other, pending) -> {
      if (spec.partition(pending.input()).equals(key)) {
        shown.add(
            Operation.of(
                other,
                pending.input(),
                new Outcome.Indeterminate<>("still open"),
                pending.called(),
                Operation.NEVER));
      }
    });
    return new Evidence.NoOrder(
        failing,
        History.weakened(shown),
        List.of(),
        List.of(),
        "no order of what happened so far explains "
            + op.input()
            + " -> "
            + outcome
            + " of client "
            + client
            + "; before that event the state could be "
            + part(op.input()).statesBefore());
  }
}
