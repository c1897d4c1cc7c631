package dev.faultline.check.txn;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Register transactions as operations of one object: in one move, or as a snapshot that reads and a
 * commit that writes. With conflicts forbidden, nobody commits a key that a running transaction
 * will write.
 */
record TxnSpec(RegisterVersions versions, boolean oneMove, boolean conflictsForbidden)
    implements Spec<TxnSpec.Store, TxnSpec.Move, Boolean> {

  /** A transaction's snapshot, or its commit; in one move it is the commit. */
  record Move(int transaction, boolean commit) {}

  /** The version of each key, and who has a snapshot and not committed. */
  record Store(List<Integer> versions, List<Integer> running) {}

  private static final Outcome<Boolean> DONE = new Outcome.Ok<>(true);

  /**
   * Two events per transaction at most between its call and its return, on positions of their own.
   */
  static List<Operation<Move, Boolean>> operations(
      RegisterVersions versions, boolean oneMove, boolean sessions) {
    var h = versions.history;
    var operations = new ArrayList<Operation<Move, Boolean>>();
    for (int t = 0; t < h.size; t++) {
      if (!versions.happened[t]) {
        continue;
      }
      int client = sessions ? h.client[t] : t;
      long called = 2 * h.called[t];
      // One that nobody acknowledged but somebody saw has happened, no matter when.
      boolean acknowledged = h.returned[t] != Operation.NEVER;
      long returned = acknowledged ? 2 * h.returned[t] : Operation.NEVER - 4 - 2L * t;
      if (!oneMove) {
        operations.add(Operation.of(client, new Move(t, false), DONE, called, returned));
      }
      operations.add(Operation.of(client, new Move(t, true), DONE, called + 1, returned + 1));
    }
    return operations;
  }

  @Override
  public Store initial() {
    var none = new Integer[versions.history.keys];
    Arrays.fill(none, TxnHistory.INITIAL);
    return new Store(List.of(none), List.of());
  }

  @Override
  public Step<Store> step(Store store, Move move, Outcome<Boolean> outcome) {
    int t = move.transaction();
    var h = versions.history;
    if ((oneMove || !move.commit()) && !reads(store, t)) {
      return Step.impossible("reads another state");
    }
    if (!move.commit()) {
      var running = new TreeSet<>(store.running());
      running.add(t);
      return Step.to(new Store(store.versions(), List.copyOf(running)));
    }
    if (!oneMove && !store.running().contains(t)) {
      return Step.impossible("has no snapshot");
    }
    var running = new ArrayList<>(store.running());
    running.remove((Integer) t);
    var after = new ArrayList<>(store.versions());
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] == TxnHistory.WRITE) {
        after.set(h.key[o], h.version[o]);
        if (conflictsForbidden) {
          for (int other : running) {
            if (versions.writes(other, h.key[o])) {
              return Step.impossible("a running transaction writes the same key");
            }
          }
        }
      }
    }
    return Step.to(new Store(List.copyOf(after), List.copyOf(running)));
  }

  private boolean reads(Store store, int t) {
    var h = versions.history;
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (versions.external[o] && store.versions().get(h.key[o]) != h.version[o]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean readOnly(Move move, Outcome<Boolean> outcome) {
    var h = versions.history;
    for (int o = h.first[move.transaction()]; o < h.first[move.transaction() + 1]; o++) {
      if (h.kind[o] == TxnHistory.WRITE) {
        return false;
      }
    }
    return oneMove;
  }
}
