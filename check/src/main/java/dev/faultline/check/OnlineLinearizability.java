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
 * Linearizability of a history that is still running: learns of each call and return as it happens,
 * and knows of a violation at the first event that makes it certain.
 *
 * <p>Keeps all configurations that explain what happened so far, not the history: memory is bounded
 * as long as the number of open operations and of states that they can lead to is. An operation
 * whose outcome nobody knows stays open for ever. Single-threaded and deterministic.
 *
 * <p>Asks the specification what an operation does before its output is known: {@link Spec#step} of
 * an indeterminate outcome must answer every state that some output leads to, or {@link
 * Spec#outputsDecideStates} must say that it does not.
 *
 * @param <S> states
 * @param <I> inputs
 * @param <O> outputs
 */
public final class OnlineLinearizability<S, I, O> implements HistoryObserver<I, O> {

  /** What a configuration occupies, roughly. */
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

  /** Starts with nothing called; of the budget the memory counts. */
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

  /** The violation, as soon as there is one. */
  public Optional<Evidence.NoOrder> violation() {
    return violation;
  }

  /** What can be said about the events so far. */
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

  /** How many configurations are kept now. */
  public long configurations() {
    return parts.values().stream().mapToLong(Frontier::size).sum();
  }

  /** Whether no event can change the verdict any more. */
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
