package dev.faultline.check.txn;

import dev.faultline.check.txn.TxnHistory.Status;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A transaction of a history that is still running. */
final class OnlineTxn {

  /** An append, also when its transaction was forgotten. */
  static final class Appended {
    final OnlineList list;
    final Object value;
    final int number;
    final long called;

    /** The append of the same transaction to the same list before it, if there is one. */
    final @Nullable Appended before;

    /** Index among the operations of the transaction. */
    final int index;

    /** Whether the transaction appends to the same list again. */
    boolean intermediate;

    /** Who did it; nobody once no cycle can pass through it any more. */
    @Nullable OnlineTxn transaction;

    /** Its place in the order of the list, -1 as long as nobody saw it. */
    int place = -1;

    /** Whether a transaction that committed saw it. */
    boolean seen;

    boolean aborted;

    /** From here on, who is called must see it: its transaction, or one that saw it, returned. */
    long knownSince = Operation.NEVER;

    Appended(OnlineTxn by, OnlineList list, Object value, @Nullable Appended before, int index) {
      this.transaction = by;
      this.list = list;
      this.value = value;
      this.number = by.number;
      this.called = by.called;
      this.before = before;
      this.index = index;
    }
  }

  final int number;
  final int client;
  final long called;

  /** The barrier of real time that stood when it was called. */
  final DynamicGraph.@Nullable Node barrier;

  final List<Appended> appends = new ArrayList<>();
  List<? extends ListAccess> accesses;
  long returned = Operation.NEVER;

  /** Null while it is open. */
  @Nullable Status ended;

  /** Null until it surely happens: it commits, or somebody who commits saw it. */
  DynamicGraph.@Nullable Node node;

  OnlineTxn(
      int number,
      int client,
      long called,
      DynamicGraph.@Nullable Node barrier,
      List<? extends ListAccess> accesses) {
    this.number = number;
    this.client = client;
    this.called = called;
    this.barrier = barrier;
    this.accesses = accesses;
  }

  boolean appendsUnread(OnlineList list) {
    return appends.stream().anyMatch(a -> a.list == list && a.place < 0);
  }

  String describe() {
    return "T"
        + number
        + " (client "
        + client
        + "): "
        + accesses.stream().limit(12).map(OnlineTxn::text).collect(Collectors.joining("; "))
        + (accesses.size() > 12 ? "; …" : "");
  }

  private static String text(ListAccess access) {
    return switch (access) {
      case ListAccess.Append(var key, var value) -> "append " + key + " " + value;
      case ListAccess.Read(var key, var values) -> {
        int from = Math.max(0, values.size() - 6);
        yield "read "
            + key
            + values.subList(from, values.size()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" ", from > 0 ? " [… " : " [", "]"));
      }
    };
  }
}
