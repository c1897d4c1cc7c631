package dev.faultline.check.session;

import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes of registers whose written values are unique, so that a read names its write.
 */
final class ReadWriteHistory {

  static final int INITIAL = -1;
  static final int NOBODY = -2;

  final List<Operation<?, ?>> operations = new ArrayList<>();

  /** Indices of operations of each client, in its order. */
  final List<List<Integer>> sessions = new ArrayList<>();

  final boolean[] write;
  final Object[] key;

  /** For a read the write it saw, {@link #INITIAL}, or {@link #NOBODY}. */
  final int[] source;

  private ReadWriteHistory(int n) {
    write = new boolean[n];
    key = new Object[n];
    source = new int[n];
  }

  int size() {
    return operations.size();
  }

  /**
   * Takes what may have happened: ok operations and indeterminate writes.
   *
   * @throws IllegalArgumentException if a value is written twice, or there is a cas
   */
  static ReadWriteHistory of(History<KeyedOp<RegisterOp>, Object> history) {
    var kept = new ArrayList<Operation<KeyedOp<RegisterOp>, Object>>();
    for (var op : history.operations()) {
      boolean read = op.input().input() instanceof RegisterOp.Read;
      if (op.isOk() || op.isIndeterminate() && !read) {
        kept.add(op);
      }
    }
    var result = new ReadWriteHistory(kept.size());
    Map<List<Object>, Integer> writer = new HashMap<>();
    Map<Integer, List<Integer>> byClient = new LinkedHashMap<>();
    for (int i = 0; i < kept.size(); i++) {
      var op = kept.get(i);
      result.operations.add(op);
      byClient.computeIfAbsent(op.client(), _ -> new ArrayList<>()).add(i);
      result.key[i] = op.input().key();
      switch (op.input().input()) {
        case RegisterOp.Read _ -> {}
        case RegisterOp.Write(var value) -> {
          result.write[i] = true;
          if (writer.put(List.of(op.input().key(), value), i) != null) {
            throw new IllegalArgumentException(
                "value "
                    + value
                    + " of key "
                    + op.input().key()
                    + " is written twice; the level"
                    + " needs unique values");
          }
        }
        case RegisterOp.Cas _ ->
            throw new IllegalArgumentException("the level is for reads and writes, not for cas");
      }
    }
    result.sessions.addAll(byClient.values());
    for (int i = 0; i < kept.size(); i++) {
      if (!result.write[i] && kept.get(i).outcome() instanceof Outcome.Ok<Object>(var seen)) {
        result.source[i] =
            seen == Nil.NIL ? INITIAL : writer.getOrDefault(List.of(result.key[i], seen), NOBODY);
      }
    }
    return result;
  }
}
