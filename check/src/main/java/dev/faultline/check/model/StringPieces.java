package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The strings of one key where every got value falls apart in one way only into a value that was
 * put and pieces that were appended, each unique.
 */
final class StringPieces {

  private final Map<String, Operation<KeyValueOp, Object>> puts = new HashMap<>();
  private final Map<String, Operation<KeyValueOp, Object>> appends = new HashMap<>();
  private final TreeSet<Integer> lengths = new TreeSet<>();
  private final EpochZones<KeyValueOp, Object> zones = new EpochZones<>();

  private boolean unclear;

  private StringPieces() {}

  static Optional<Direct<KeyValueOp, Object>> decide(List<Operation<KeyValueOp, Object>> part) {
    return new StringPieces().of(part);
  }

  private Optional<Direct<KeyValueOp, Object>> of(List<Operation<KeyValueOp, Object>> part) {
    for (var op : part) {
      boolean unique =
          switch (op.input()) {
            case KeyValueOp.Put(var _, var value) -> {
              zones.start(op);
              yield !value.isEmpty() && puts.put(value, op) == null;
            }
            case KeyValueOp.Append(var _, var piece) -> {
              zones.append(op);
              lengths.add(piece.length());
              yield !piece.isEmpty() && appends.put(piece, op) == null;
            }
            case KeyValueOp.Get _ -> true;
          };
      if (!unique) {
        return Optional.empty();
      }
    }
    for (var op : part) {
      if (op.input() instanceof KeyValueOp.Get
          && op.outcome() instanceof Outcome.Ok<Object>(String seen)
          && !observe(op, seen)) {
        return Optional.empty();
      }
    }
    return Optional.of(zones.decide());
  }

  /** Tells the zones what was seen; false if that is not clear. */
  private boolean observe(Operation<KeyValueOp, Object> get, String seen) {
    List<Operation<KeyValueOp, Object>> only = pieces(seen, 0);
    Operation<KeyValueOp, Object> begun = null;
    int ways = only == null ? 0 : 1;
    for (var put : puts.entrySet()) {
      if (seen.startsWith(put.getKey())) {
        var rest = pieces(seen, put.getKey().length());
        if (rest != null) {
          ways++;
          only = rest;
          begun = put.getValue();
        }
      }
    }
    if (unclear || ways != 1 || only == null) {
      return false;
    }
    zones.observe(get, begun, only);
    return true;
  }

  /** The pieces from a place on; null if some place has none. Unclear if some place has several. */
  private @Nullable List<Operation<KeyValueOp, Object>> pieces(String seen, int from) {
    var found = new ArrayList<Operation<KeyValueOp, Object>>();
    int at = from;
    while (at < seen.length()) {
      Operation<KeyValueOp, Object> fits = null;
      int end = at;
      for (int length : lengths) {
        var append =
            at + length <= seen.length() ? appends.get(seen.substring(at, at + length)) : null;
        if (append != null) {
          unclear |= fits != null;
          fits = append;
          end = at + length;
        }
      }
      if (fits == null) {
        return null;
      }
      found.add(fits);
      at = end;
    }
    return found;
  }
}
