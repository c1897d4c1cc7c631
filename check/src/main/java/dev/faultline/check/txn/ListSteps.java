package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of cycles through list-append transactions, with their keys and values. */
final class ListSteps implements Walk.Transactions {

  private final ListVersions versions;
  private final TxnHistory h;

  ListSteps(ListVersions versions) {
    this.versions = versions;
    this.h = versions.history;
  }

  @Override
  public String describe(int t) {
    return h.describe(t);
  }

  /**
   * What makes a step.
   *
   * @param first what the first transaction did, or what the reader of it did
   * @param second the append that was read, missed, or came later
   */
  private record Why(int key, int first, int second) {}

  @Override
  public List<String> keys(int kind, int from, int to) {
    return all(kind, from, to).stream().map(why -> h.keyName(why.key())).distinct().toList();
  }

  @Override
  public String reason(int kind, int from, int to) {
    var all = all(kind, from, to);
    var why = all.isEmpty() ? null : all.getFirst();
    return why == null ? Walk.plainReason(kind, from, to) : inWords(kind, from, to, why);
  }

  private String inWords(int kind, int from, int to, Why why) {
    String k = h.keyName(why.key());
    return switch (kind) {
      case Graph.WW ->
          "T"
              + from
              + " appended "
              + value(why.first())
              + " to "
              + k
              + " before T"
              + to
              + " appended "
              + value(why.second())
              + (versions.place[h.version[why.second()]] < 0 ? ", which no read shows" : "");
      case Graph.WR ->
          "T" + from + " appended " + value(why.second()) + " to " + k + ", which T" + to + " read";
      default ->
          "T"
              + from
              + " read "
              + k
              + " without "
              + value(why.second())
              + ", which T"
              + to
              + " appended";
    };
  }

  private String value(int operation) {
    return h.valueName(h.version[operation]);
  }

  private List<Why> all(int kind, int from, int to) {
    var all = new ArrayList<Why>();
    for (int o = h.first[from]; o < h.first[from + 1]; o++) {
      for (int p = h.first[to]; p < h.first[to + 1]; p++) {
        var why = h.key[o] == h.key[p] ? why(kind, o, p) : null;
        if (why != null) {
          all.add(why);
        }
      }
    }
    return all;
  }

  private @Nullable Why why(int kind, int o, int p) {
    boolean holds =
        switch (kind) {
          case Graph.WW -> append(o) && append(p) && before(o, p);
          case Graph.WR -> append(o) && h.kind[p] == TxnHistory.READ_LIST && shows(p, o);
          case Graph.RW -> versions.external[o] >= 0 && append(p) && !shows(o, p);
          default -> false;
        };
    return !holds ? null : kind == Graph.WR ? new Why(h.key[o], p, o) : new Why(h.key[o], o, p);
  }

  private boolean append(int o) {
    return h.kind[o] == TxnHistory.APPEND;
  }

  /** What nobody read comes after all that somebody did. */
  private boolean before(int o, int p) {
    int first = versions.place[h.version[o]];
    int second = versions.place[h.version[p]];
    return first >= 0 && (second < 0 || first < second);
  }

  private boolean shows(int read, int append) {
    for (int i = 0; i < h.length[read]; i++) {
      if (h.elements[h.version[read] + i] == h.version[append]) {
        return true;
      }
    }
    return false;
  }
}
