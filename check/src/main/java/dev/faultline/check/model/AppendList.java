package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list that only grows. Every read tells the whole past, so the next one bounds the present. */
record AppendList() implements Spec<List<Object>, ListOp, Object> {

  @Override
  public List<Object> initial() {
    return List.of();
  }

  @Override
  public Step<List<Object>> step(List<Object> state, ListOp input, Outcome<Object> outcome) {
    return switch (input) {
      case ListOp.Append(var value) -> {
        var more = new ArrayList<>(state);
        more.add(value);
        yield Step.to(List.copyOf(more));
      }
      case ListOp.ReadAll() -> Answers.expect(outcome, state, state);
    };
  }

  @Override
  public boolean readOnly(ListOp input, Outcome<Object> outcome) {
    return input instanceof ListOp.ReadAll;
  }

  @Override
  public Lookahead<List<Object>> lookahead(List<Operation<ListOp, Object>> part) {
    var reads =
        part.stream().filter(op -> op.input() instanceof ListOp.ReadAll && op.isOk()).toList();
    long[] called = reads.stream().mapToLong(Operation::called).toArray();
    return (state, position) -> {
      int at = Arrays.binarySearch(called, position);
      int next = at >= 0 ? at : -1 - at;
      return next == called.length || isPrefix(state, reads.get(next).outcome());
    };
  }

  private static boolean isPrefix(List<Object> state, Outcome<Object> read) {
    return read instanceof Outcome.Ok<Object>(List<?> seen)
        && state.size() <= seen.size()
        && seen.subList(0, state.size()).equals(state);
  }

  /** If every value is appended once. */
  @Override
  public Optional<Direct<ListOp, Object>> direct(List<Operation<ListOp, Object>> part) {
    var zones = new EpochZones<>(part);
    Map<Object, Integer> appends = new HashMap<>();
    for (int i = 0; i < part.size(); i++) {
      if (part.get(i).input() instanceof ListOp.Append(var value)) {
        if (appends.put(value, i) != null) {
          return Optional.empty();
        }
        zones.append(i);
      }
    }
    for (int i = 0; i < part.size(); i++) {
      if (part.get(i).input() instanceof ListOp.ReadAll
          && part.get(i).outcome() instanceof Outcome.Ok<Object>(List<?> seen)) {
        int[] shown = new int[seen.size()];
        for (int p = 0; p < shown.length; p++) {
          Integer append = appends.get(seen.get(p));
          if (append == null) {
            return Optional.of(new Direct.None<>());
          }
          shown[p] = append;
        }
        zones.observe(i, EpochZones.NONE, shown);
      }
    }
    return Optional.of(zones.decide(new boolean[part.size()]));
  }
}
