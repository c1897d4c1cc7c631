package dev.faultline.check.txn;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The steps of cycles through transactions of a history that is still running. */
final class OnlineSteps implements Walk.Transactions {

  private final Map<Integer, OnlineTxn> byNumber;

  OnlineSteps(Map<Integer, OnlineTxn> byNumber) {
    this.byNumber = byNumber;
  }

  @Override
  public String describe(int t) {
    var txn = byNumber.get(t);
    return txn == null ? "T" + t : txn.describe();
  }

  @Override
  public List<String> keys(int kind, int from, int to) {
    var a = byNumber.get(from);
    var b = byNumber.get(to);
    Set<String> keys = new LinkedHashSet<>();
    if (a == null || b == null) {
      return List.of();
    }
    for (var one : a.accesses) {
      for (var other : b.accesses) {
        if (one.key().equals(other.key()) && makes(kind, one, other)) {
          keys.add(String.valueOf(one.key()));
        }
      }
    }
    return List.copyOf(keys);
  }

  private static boolean makes(int kind, ListAccess one, ListAccess other) {
    return switch (kind) {
      case Graph.WW -> one instanceof ListAccess.Append && other instanceof ListAccess.Append;
      case Graph.WR ->
          one instanceof ListAccess.Append(var _, var value)
              && other instanceof ListAccess.Read(var _, var values)
              && values.contains(value);
      case Graph.RW ->
          one instanceof ListAccess.Read(var _, var values)
              && other instanceof ListAccess.Append(var _, var value)
              && !values.contains(value);
      default -> false;
    };
  }

  @Override
  public String reason(int kind, int from, int to) {
    var keys = keys(kind, from, to);
    if (keys.isEmpty()) {
      return Walk.plainReason(kind, from, to);
    }
    String key = keys.getFirst();
    return switch (kind) {
      case Graph.WW -> "T" + from + " appended to " + key + " before T" + to + " did";
      case Graph.WR -> "T" + to + " read what T" + from + " appended to " + key;
      default -> "T" + from + " read " + key + " without what T" + to + " appended";
    };
  }
}
