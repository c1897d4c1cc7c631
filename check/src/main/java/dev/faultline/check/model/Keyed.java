package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Many objects of one kind, each under a key; each key is a part of its own. */
record Keyed<S, I, O>(Spec<S, I, O> each) implements Spec<Map<Object, S>, KeyedOp<I>, O> {

  @Override
  public Map<Object, S> initial() {
    return Map.of();
  }

  @Override
  public Step<Map<Object, S>> step(Map<Object, S> state, KeyedOp<I> input, Outcome<O> outcome) {
    S of = state.getOrDefault(input.key(), each.initial());
    return switch (each.step(of, input.input(), outcome)) {
      case Step.Impossible<S>(var reason) -> Step.impossible(input.key() + ": " + reason);
      case Step.Next<S>(var next) -> Step.to(with(state, input.key(), next));
      case Step.Choice<S>(var several) ->
          Step.toAnyOf(several.stream().map(next -> with(state, input.key(), next)).toList());
    };
  }

  /** An object in its initial state is not in the map, so that equal states are equal. */
  private Map<Object, S> with(Map<Object, S> state, Object key, S next) {
    var after = new HashMap<>(state);
    if (next.equals(each.initial())) {
      after.remove(key);
    } else {
      after.put(key, next);
    }
    return Map.copyOf(after);
  }

  @Override
  public Object partition(KeyedOp<I> input) {
    return List.of(input.key(), each.partition(input.input()));
  }

  @Override
  public boolean readOnly(KeyedOp<I> input, Outcome<O> outcome) {
    return each.readOnly(input.input(), outcome);
  }

  @Override
  public Lookahead<Map<Object, S>> lookahead(List<Operation<KeyedOp<I>, O>> part) {
    Map<Object, List<Operation<I, O>>> byKey = new HashMap<>();
    for (var op : part) {
      byKey.computeIfAbsent(op.input().key(), _ -> new ArrayList<>()).add(plain(op));
    }
    Map<Object, Lookahead<S>> each = new HashMap<>();
    byKey.forEach((key, ops) -> each.put(key, this.each.lookahead(ops)));
    return (state, position) -> {
      for (var entry : each.entrySet()) {
        S of = state.getOrDefault(entry.getKey(), this.each.initial());
        if (!entry.getValue().possible(of, position)) {
          return false;
        }
      }
      return true;
    };
  }

  private static <I, O> Operation<I, O> plain(Operation<KeyedOp<I>, O> op) {
    return new Operation<>(
        op.client(),
        op.input().input(),
        op.outcome(),
        op.called(),
        op.returned(),
        op.calledNanos(),
        op.returnedNanos());
  }

  @Override
  public boolean outputsDecideStates() {
    return each.outputsDecideStates();
  }

  @Override
  public String directly() {
    return each.directly();
  }

  @Override
  public Optional<Direct<KeyedOp<I>, O>> direct(List<Operation<KeyedOp<I>, O>> part) {
    Map<Operation<I, O>, Operation<KeyedOp<I>, O>> keyed = new HashMap<>();
    var plain = new ArrayList<Operation<I, O>>(part.size());
    for (var op : part) {
      plain.add(plain(op));
      keyed.put(plain.getLast(), op);
    }
    return each.direct(plain)
        .map(direct ->
            switch (direct) {
              case Direct.Order<I, O>(var order) ->
                  new Direct.Order<>(order.stream().map(keyed::get).toList());
              case Direct.None<I, O>() -> new Direct.None<>();
            });
  }
}
