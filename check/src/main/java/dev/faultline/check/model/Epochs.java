package dev.faultline.check.model;

import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The life of one key, cut into epochs by its puts.
 *
 * <p>Where all puts and appends have different first parts, a value tells its epoch: the put it
 * starts with, or the time before any put. An epoch is entered once and its value only grows, so
 * whatever a later get of the same epoch sees starts with the value of now; and when no get of the
 * epoch is left, nobody can tell its values apart.
 */
final class Epochs {

  private final String key;

  private final KeyValueTexts texts;

  /** The value each epoch starts with; "" for the first. */
  private final String[] starts;

  /** Return of the put that starts the epoch; before everything for the first. */
  private final long[] startReturned;

  /** Calls of the gets of each epoch, and what they saw. */
  private final long[][] called;

  private final String[][] seen;

  /** The last return of a get of each epoch. */
  private final long[] lastReturned;

  /** All gets by call, with their epochs. */
  private final long[] allCalled;

  private final int[] allEpochs;
  private final String[] allSeen;
  private final Map<Long, Integer> getReturningAt = new HashMap<>();

  private Epochs(
      String key,
      KeyValueTexts texts,
      List<Operation<KeyValueOp, Object>> ops,
      List<String> starts) {
    this.key = key;
    this.texts = texts;
    this.starts = starts.toArray(String[]::new);
    int n = this.starts.length;
    startReturned = new long[n];
    lastReturned = new long[n];
    called = new long[n][];
    seen = new String[n][];
    var gets = ops.stream().filter(op -> seenBy(op) != null).toList();
    allCalled = gets.stream().mapToLong(Operation::called).toArray();
    allEpochs = gets.stream().mapToInt(get -> epochOf(String.valueOf(seenBy(get)))).toArray();
    allSeen = gets.stream().map(get -> String.valueOf(seenBy(get))).toArray(String[]::new);
    for (int i = 0; i < allSeen.length; i++) {
      getReturningAt.put(gets.get(i).returned(), i);
    }
    for (int e = 0; e < n; e++) {
      int epoch = e;
      var own = new ArrayList<Operation<KeyValueOp, Object>>();
      for (int i = 0; i < allEpochs.length; i++) {
        if (allEpochs[i] == epoch) {
          own.add(gets.get(i));
        }
      }
      called[e] = own.stream().mapToLong(Operation::called).toArray();
      seen[e] = own.stream().map(get -> String.valueOf(seenBy(get))).toArray(String[]::new);
      lastReturned[e] = own.stream().mapToLong(Operation::returned).max().orElse(-1);
      startReturned[e] = Long.MIN_VALUE;
    }
    for (var op : ops) {
      if (op.input() instanceof KeyValueOp.Put(var _, var value)) {
        startReturned[epochOf(texts.of(value))] = op.returned();
      }
    }
  }

  /** Nothing where values do not tell their epochs. */
  static @Nullable Epochs of(String key, Object absent, List<Operation<KeyValueOp, Object>> ops) {
    var texts = KeyValueTexts.of(absent, ops);
    if (texts == null) {
      return null;
    }
    var starts = new ArrayList<String>();
    var appends = new ArrayList<String>();
    starts.add("");
    for (var op : ops) {
      switch (op.input()) {
        case KeyValueOp.Put(var _, var value) -> starts.add(texts.of(value));
        case KeyValueOp.Append(var _, var value) -> appends.add(value);
        case KeyValueOp.Get _ -> {}
      }
    }
    for (int i = 1; i < starts.size(); i++) {
      for (int j = 1; j < starts.size(); j++) {
        if (i != j && starts.get(i).startsWith(starts.get(j))) {
          return null;
        }
      }
      for (String append : appends) {
        if (append.startsWith(starts.get(i)) || starts.get(i).startsWith(append)) {
          return null;
        }
      }
    }
    return new Epochs(key, texts, ops, starts);
  }

  String key() {
    return key;
  }

  boolean possible(Object state, long position) {
    String value = texts.of(state);
    int epoch = epochOf(value);
    int next = firstAtOrAfter(called[epoch], position);
    if (next < called[epoch].length && !seen[epoch][next].startsWith(value)) {
      return false;
    }
    Integer demanded = getReturningAt.get(position);
    if (demanded != null && !mayBecome(value, epoch, demanded, position)) {
      return false;
    }
    // The next get of all belongs to this epoch, or to one whose put is still to come.
    int any = firstAtOrAfter(allCalled, position);
    return any == allCalled.length || mayBecome(value, epoch, any, position);
  }

  private boolean mayBecome(String value, int epoch, int get, long position) {
    return allEpochs[get] == epoch
        ? allSeen[get].startsWith(value)
        : startReturned[allEpochs[get]] >= position;
  }

  /** An append must be seen by every get of its epoch that was called after its return. */
  boolean mayStillHappen(Object state, Operation<KeyValueOp, Object> op) {
    if (!(op.input() instanceof KeyValueOp.Append(var _, var appended))) {
      return true;
    }
    int epoch = epochOf(texts.of(state));
    int after = firstAtOrAfter(called[epoch], op.returned());
    return after == called[epoch].length || seen[epoch][after].contains(appended);
  }

  Object canonical(Object state, long position) {
    int epoch = epochOf(texts.of(state));
    return lastReturned[epoch] < position ? texts.value(starts[epoch]) : state;
  }

  private int epochOf(String value) {
    for (int i = 1; i < starts.length; i++) {
      if (value.startsWith(starts[i])) {
        return i;
      }
    }
    return 0;
  }

  private static int firstAtOrAfter(long[] sorted, long position) {
    int at = Arrays.binarySearch(sorted, position);
    return at >= 0 ? at : -1 - at;
  }

  private @Nullable String seenBy(Operation<KeyValueOp, Object> op) {
    return op.input() instanceof KeyValueOp.Get
            && op.outcome() instanceof Outcome.Ok<Object>(var value)
        ? texts.of(value)
        : null;
  }
}
