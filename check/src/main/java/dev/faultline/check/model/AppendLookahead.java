package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the gets to come say about the values of now, key by key; see {@link Epochs}. */
final class AppendLookahead implements Spec.Lookahead<KeyValues> {

  private final List<Epochs> keys = new ArrayList<>();

  /** For each operation of the part the epochs of its key, or nothing. */
  private final List<Optional<Epochs>> ofOperation = new ArrayList<>();

  private final List<Operation<KeyValueOp, Object>> part;

  AppendLookahead(Object absent, List<Operation<KeyValueOp, Object>> part) {
    Map<String, List<Operation<KeyValueOp, Object>>> byKey = new LinkedHashMap<>();
    for (var op : part) {
      byKey.computeIfAbsent(op.input().key(), _ -> new ArrayList<>()).add(op);
    }
    Map<String, Optional<Epochs>> known = new LinkedHashMap<>();
    byKey.forEach((key, ops) -> known.put(key, Optional.ofNullable(Epochs.of(key, absent, ops))));
    known.values().forEach(epochs -> epochs.ifPresent(keys::add));
    for (var op : part) {
      ofOperation.add(known.get(op.input().key()));
    }
    this.part = part;
  }

  @Override
  public boolean possible(KeyValues state, long position) {
    for (var epochs : keys) {
      if (!epochs.possible(state.get(epochs.key()), position)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean mayStillHappen(KeyValues state, int operation) {
    var epochs = ofOperation.get(operation);
    return epochs.isEmpty()
        || epochs.get().mayStillHappen(state.get(epochs.get().key()), part.get(operation));
  }

  @Override
  public KeyValues canonical(KeyValues state, long position) {
    KeyValues canonical = state;
    for (var epochs : keys) {
      Object value = state.get(epochs.key());
      Object instead = epochs.canonical(value, position);
      if (!instead.equals(value)) {
        canonical = canonical.with(epochs.key(), instead);
      }
    }
    return canonical;
  }
}
