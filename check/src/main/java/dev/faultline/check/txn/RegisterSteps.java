package dev.faultline.check.txn;

import java.util.List;

/** The steps of cycles of the least commit order of register transactions, with their reasons. */
final class RegisterSteps implements Walk.Transactions {

  private final RegisterVersions versions;
  private final TxnHistory h;
  private final CommitOrder order;

  RegisterSteps(RegisterVersions versions, CommitOrder order) {
    this.versions = versions;
    this.h = versions.history;
    this.order = order;
  }

  @Override
  public String describe(int t) {
    return h.describe(t);
  }

  @Override
  public List<String> keys(int kind, int from, int to) {
    return List.of();
  }

  @Override
  public String reason(int kind, int from, int to) {
    if (kind == Graph.WR) {
      for (int o = h.first[to]; o < h.first[to + 1]; o++) {
        if (versions.external[o] && h.version[o] >= 0 && h.writer[h.version[o]] == from) {
          return "T"
              + from
              + " wrote "
              + h.keyName(h.key[o])
              + " "
              + h.valueName(h.version[o])
              + ", which T"
              + to
              + " read";
        }
      }
    }
    boolean first = from == to; // Somebody read the initial value after it.
    int read = kind == Graph.WW ? order.reasonFor(from, first ? order.initial() : to) : -1;
    if (read < 0) {
      return Walk.plainReason(kind, from, to);
    }
    int reader = h.transactionOf(read);
    String key = h.keyName(h.key[read]);
    return "T"
        + from
        + " wrote "
        + key
        + " and T"
        + reader
        + ", which comes after T"
        + from
        + ", read "
        + key
        + " "
        + h.valueName(h.version[read])
        + (first
            ? ", as if nobody had written it"
            : " of T" + to + ": so T" + from + " comes before T" + to);
  }
}
