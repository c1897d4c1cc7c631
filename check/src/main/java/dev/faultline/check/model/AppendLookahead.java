package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the next get says about the value of now: where no put can come between, the value must be a
 * prefix of what that get saw, since appends only add to it.
 */
final class AppendLookahead implements Spec.Lookahead<KeyValues> {

  private final List<Gets> keys = new ArrayList<>();

  /**
   * The gets of one key by call.
   *
   * @param lastPut for each get, the latest return of a put that was called before the get
   *     returned; after that, and up to the call of the get, only appends can change the value
   */
  private record Gets(String key, long[] called, long[] lastPut, String[] seen) {}

  AppendLookahead(List<Operation<KeyValueOp, Object>> part) {
    Map<String, List<Operation<KeyValueOp, Object>>> byKey = new LinkedHashMap<>();
    for (var op : part) {
      byKey.computeIfAbsent(op.input().key(), _ -> new ArrayList<>()).add(op);
    }
    byKey.forEach((key, ops) -> keys.add(gets(key, ops)));
  }

  @Override
  public boolean possible(KeyValues state, long position) {
    for (var gets : keys) {
      int at = Arrays.binarySearch(gets.called, position);
      int next = at >= 0 ? at : -1 - at;
      if (next < gets.called.length
          && gets.lastPut[next] < position
          && !gets.seen[next].startsWith(state.get(gets.key))) {
        return false;
      }
    }
    return true;
  }

  private static Gets gets(String key, List<Operation<KeyValueOp, Object>> ops) {
    var gets = new ArrayList<Operation<KeyValueOp, Object>>();
    var puts = new ArrayList<Operation<KeyValueOp, Object>>();
    for (var op : ops) {
      if (op.input() instanceof KeyValueOp.Put) {
        puts.add(op);
      } else if (op.input() instanceof KeyValueOp.Get && op.isOk()) {
        gets.add(op);
      }
    }
    var called = new long[gets.size()];
    var lastPut = new long[gets.size()];
    var seen = new String[gets.size()];
    for (int i = 0; i < called.length; i++) {
      var get = gets.get(i);
      called[i] = get.called();
      seen[i] = get.outcome() instanceof Outcome.Ok<Object>(String value) ? value : "";
      lastPut[i] = Long.MIN_VALUE;
      for (var put : puts) {
        if (put.called() < get.returned()) {
          lastPut[i] = Math.max(lastPut[i], put.returned());
        }
      }
    }
    return new Gets(key, called, lastPut, seen);
  }
}
