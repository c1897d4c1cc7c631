package dev.faultline.check.engine;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One part of a history, compiled for the search: events in order, a slot for each operation while
 * it is open, crashed operations grouped by kind.
 */
final class Part<S, I, O> {

  final Object key;
  final List<Operation<I, O>> operations;
  final Spec<S, I, O> spec;
  final Transitions<S, I, O> transitions;

  /** Operation of each event; its complement for a return. */
  final int[] events;

  /** Position in the history of each event. */
  final long[] positions;

  /**
   * Slot in the mask for an operation that returns, bit in the crashed set for one that does not.
   */
  final int[] slot;

  final int[] kind;
  final boolean[] readOnly;
  final int slots;

  /** Crashed operations by group; a group's operations are interchangeable, by call. */
  final int[][] crashedGroups;

  /** First bit of each group in the crashed set. */
  final int[] groupStart;

  /** Group of a crashed operation, -1 for others. */
  final int[] group;

  final int crashed;

  /** The operations must be sorted by call, and have no fails. */
  Part(Object key, List<Operation<I, O>> all, Spec<S, I, O> spec) {
    this.key = key;
    this.spec = spec;
    this.transitions = new Transitions<>(spec);
    this.operations = withEffect(all, spec);
    int n = operations.size();
    kind = new int[n];
    readOnly = new boolean[n];
    slot = new int[n];
    group = new int[n];
    Arrays.fill(group, -1);
    var unknown = new Outcome.Indeterminate<O>("unknown");
    int returns = 0;
    for (int i = 0; i < n; i++) {
      var op = operations.get(i);
      kind[i] = transitions.kind(op.input(), op.isOk() ? op.outcome() : unknown);
      readOnly[i] = op.isOk() && spec.readOnly(op.input(), op.outcome());
      returns += op.isOk() ? 1 : 0;
    }
    transitions.freeze();
    events = new int[n + returns];
    positions = new long[n + returns];
    slots = layOutEvents();
    crashedGroups = groupCrashed();
    groupStart = new int[crashedGroups.length];
    int bits = 0;
    for (int g = 0; g < crashedGroups.length; g++) {
      groupStart[g] = bits;
      bits += crashedGroups[g].length;
    }
    crashed = bits;
  }

  /** Indeterminate reads constrain nothing. */
  private static <S, I, O> List<Operation<I, O>> withEffect(
      List<Operation<I, O>> all, Spec<S, I, O> spec) {
    var kept = new ArrayList<Operation<I, O>>(all.size());
    for (var op : all) {
      if (op.isOk() || !spec.readOnly(op.input(), op.outcome())) {
        kept.add(op);
      }
    }
    return kept;
  }

  private int layOutEvents() {
    int n = operations.size();
    int[] byReturn = new int[events.length - n];
    int found = 0;
    for (int i = 0; i < n; i++) {
      if (operations.get(i).isOk()) {
        byReturn[found++] = i;
      }
    }
    long[] keyed = new long[found];
    for (int i = 0; i < found; i++) {
      keyed[i] = operations.get(byReturn[i]).returned();
    }
    sortBy(keyed, byReturn);
    var free = new PriorityQueue<Integer>();
    int used = 0;
    int call = 0;
    int ret = 0;
    for (int e = 0; e < events.length; e++) {
      boolean isCall = call < n && (ret >= found || operations.get(call).called() < keyed[ret]);
      if (isCall) {
        events[e] = call;
        positions[e] = operations.get(call).called();
        if (operations.get(call).isOk()) {
          slot[call] = free.isEmpty() ? used++ : free.remove();
        }
        call++;
      } else {
        events[e] = ~byReturn[ret];
        positions[e] = keyed[ret];
        free.add(slot[byReturn[ret]]);
        ret++;
      }
    }
    return used;
  }

  /** Sorts both arrays by the keys; returns are nearly sorted already, but not always. */
  private static void sortBy(long[] keys, int[] values) {
    Integer[] order = null;
    for (int i = 1; i < keys.length && order == null; i++) {
      if (keys[i - 1] > keys[i]) {
        order = new Integer[keys.length];
      }
    }
    if (order == null) {
      return;
    }
    long[] unsortedKeys = keys.clone();
    int[] unsortedValues = values.clone();
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Arrays.sort(order, (a, b) -> Long.compare(unsortedKeys[a], unsortedKeys[b]));
    for (int i = 0; i < order.length; i++) {
      keys[i] = unsortedKeys[order[i]];
      values[i] = unsortedValues[order[i]];
    }
  }

  private int[][] groupCrashed() {
    var kinds = new Interner<Integer>();
    var members = new ArrayList<List<Integer>>();
    for (int i = 0; i < operations.size(); i++) {
      if (!operations.get(i).isOk()) {
        int g = kinds.id(kind[i]);
        if (g == members.size()) {
          members.add(new ArrayList<>());
        }
        group[i] = g;
        members.get(g).add(i);
      }
    }
    return members.stream()
        .map(m -> m.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }
}
