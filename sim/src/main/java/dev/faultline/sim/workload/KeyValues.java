package dev.faultline.sim.workload;

import dev.faultline.check.model.KeyValueOp;
import dev.faultline.check.model.Models;
import java.util.List;

/**
 * A map from keys to values, and what clients do to it. Values are texts that are written once;
 * absent values are "".
 */
public final class KeyValues {
  private KeyValues() {}

  /** The map. */
  public static Kind<KeyValueOp, Object> keyValue() {
    return Models::keyValue;
  }

  /** Reads the value under one of these keys. */
  public static Share<KeyValueOp> get(double weight, List<String> keys) {
    return new Share<>(weight, known -> new KeyValueOp.Get(any(known, keys)));
  }

  /** Writes a new value under one of these keys. */
  public static Share<KeyValueOp> put(double weight, List<String> keys) {
    return new Share<>(weight, known -> new KeyValueOp.Put(any(known, keys), known.fresh() + " "));
  }

  /** Appends a new piece to the value under one of these keys. */
  public static Share<KeyValueOp> append(double weight, List<String> keys) {
    return new Share<>(
        weight, known -> new KeyValueOp.Append(any(known, keys), known.fresh() + " "));
  }

  private static String any(Known known, List<String> keys) {
    return keys.get(known.random().nextInt(keys.size()));
  }
}
