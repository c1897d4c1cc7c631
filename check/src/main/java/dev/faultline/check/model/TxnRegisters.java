package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Registers under keys that all hold one value at first; an operation is a transaction over some.
 */
record TxnRegisters(Object first) implements Spec<Map<Object, Object>, RegistersTxn, Object> {

  @Override
  public Map<Object, Object> initial() {
    return Map.of();
  }

  @Override
  public Step<Map<Object, Object>> step(
      Map<Object, Object> state, RegistersTxn input, Outcome<Object> outcome) {
    var after = new HashMap<>(state);
    List<Object> seen = new ArrayList<>();
    for (var access : input.accesses()) {
      switch (access) {
        case RegistersTxn.Access.Read(var key) -> seen.add(after.getOrDefault(key, first));
        case RegistersTxn.Access.Write(var key, var value) -> {
          if (value.equals(first)) {
            after.remove(key);
          } else {
            after.put(key, value);
          }
        }
      }
    }
    return Answers.expect(outcome, seen, Map.copyOf(after));
  }

  @Override
  public boolean readOnly(RegistersTxn input, Outcome<Object> outcome) {
    return input.accesses().stream().allMatch(a -> a instanceof RegistersTxn.Access.Read);
  }
}
